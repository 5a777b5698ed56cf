-- Stays that have ended leave the open ones for the history, which is only ever added to.
with ending as (
    select * from unnest(
        %(ids)s::int8[], %(end_lo)s::int8[], %(end_hi)s::int8[], %(end_latest)s::int8[],
        %(end_lo_clock_s)s::int8[], %(reason)s::int8[], %(by_length)s::int8[]
    ) as e (id, end_lo, end_hi, end_latest, end_lo_clock_s, end_reason, by_length)
), gone as (
    delete from open_stay o using ending e where o.id = e.id
    returning o.*, e.end_lo, e.end_hi, e.end_latest, e.end_lo_clock_s, e.end_reason, e.by_length
)
insert into stay (
    id, end_hi, end_lo, end_latest, end_reason, feed_id, vehicle_type_id, state, geom, first_seen,
    start_lo, start_reason, base_s, observed_s, areas, packed, ended_by_length
)
select id, to_timestamp(end_hi), to_timestamp(end_lo), to_timestamp(nullif(end_latest, end_hi)),
       (%(reasons)s::text[])[end_reason + 1], feed_id, vehicle_type_id, state,
       geom, first_seen, start_lo, start_reason, base_s, end_lo_clock_s - base_s, areas,
       packed, by_length
from gone
