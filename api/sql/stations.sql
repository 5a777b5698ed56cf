-- The stations of a feed that were valid at a moment, each with the newest numbers told up to then;
-- `told_at` is when they were last told, at the moment or before it.
select s.code, s.name, st_x(s.geom) as lon, st_y(s.geom) as lat, s.capacity, s.is_virtual,
       extract(epoch from s.valid_from)::int8 as valid_from,
       extract(epoch from s.valid_to)::int8 as valid_to,
       extract(epoch from least(c.ends_at, to_timestamp(%(at)s)))::int8 as told_at,
       c.vehicles, c.out_of_order, c.docks, c.listed
from station s
left join lateral (
    select * from station_count c
    where c.station_id = s.id and c.starts_at <= to_timestamp(%(at)s)
    order by c.starts_at desc limit 1
) c on true
where s.feed_id = %(feed_id)s
  and s.valid_from <= to_timestamp(%(at)s)
  and coalesce(s.valid_to, 'infinity') > to_timestamp(%(at)s)
order by s.code
