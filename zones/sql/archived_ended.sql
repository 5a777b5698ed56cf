-- Stays that ended within a day (UTC), as the archive holds them. Words are told by their place in
-- a list (from 1 on, 0: none); -1 stands for no moment.
select id, feed_id, vehicle_type_id,
       coalesce(array_position(%(state)s::text[], state), 0) as state,
       st_x(geom) as lon, st_y(geom) as lat, first_seen,
       coalesce(extract(epoch from start_lo)::int8, -1) as start_lo,
       coalesce(array_position(%(start_reason)s::text[], start_reason), 0) as start_reason,
       end_lo, end_hi, coalesce(extract(epoch from end_latest)::int8, -1) as end_latest,
       coalesce(array_position(%(end_reason)s::text[], end_reason), 0) as end_reason,
       base_s, observed_s
from stay
where end_hi >= to_timestamp(%(start)s) and end_hi < to_timestamp(%(end)s)
