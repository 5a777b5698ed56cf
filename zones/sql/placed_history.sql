-- Stays of one area over a period with their places, clipped to the days that the area held.
select s.id, s.feed_id, s.vehicle_type_id, st_x(s.geom) as lon, st_y(s.geom) as lat,
       greatest(s.first_seen, a.valid_from) as first_seen,
       least(s.until, coalesce(a.valid_to, 'infinity')) as until
from standing_stay s
join area a on a.id = %(area)s
where s.areas && array[%(area)s::int]
  and s.until > to_timestamp(%(start)s)
  and s.first_seen < to_timestamp(%(end)s)
  and s.feed_id = any(%(feeds)s::int[])
