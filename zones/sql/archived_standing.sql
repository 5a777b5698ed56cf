-- Stays that had begun and not ended where the closed days end (UTC), as the archive holds them: of
-- what came later nothing is told. An absence that nobody confirmed is told by `end_hi`.
-- Words are told by their place in a list (from 1 on, 0: none); -1 stands for no moment.
with standing as (
    select id, feed_id, vehicle_type_id, state, geom, first_seen, start_lo, start_reason, base_s,
           coalesce(extract(epoch from missing_since)::int8, -1) as end_hi
    from open_stay
    union all
    select id, feed_id, vehicle_type_id, state, geom, first_seen, start_lo, start_reason, base_s, -1
    from stay
    where end_hi >= to_timestamp(%(end)s)
)
select id, feed_id, vehicle_type_id,
       coalesce(array_position(%(state)s::text[], state), 0) as state,
       st_x(geom) as lon, st_y(geom) as lat, first_seen,
       coalesce(extract(epoch from start_lo)::int8, -1) as start_lo,
       coalesce(array_position(%(start_reason)s::text[], start_reason), 0) as start_reason,
       -1::int8 as end_lo,
       case when end_hi < %(end)s then end_hi else -1 end as end_hi,
       -1::int8 as end_latest, 0 as end_reason, base_s, -1::int8 as observed_s
from standing
where first_seen < to_timestamp(%(end)s)
