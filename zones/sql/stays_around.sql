-- Stays with their places in any of some areas over a period.
select s.id, s.feed_id, s.vehicle_type_id, s.base_s, st_x(s.geom) as lon, st_y(s.geom) as lat,
       s.first_seen, s.until
from standing_stay s
where s.areas && %(areas)s::int[]
  and s.until > to_timestamp(%(start)s)
  and s.first_seen < to_timestamp(%(end)s)
  and s.feed_id = any(%(feeds)s::int[])
