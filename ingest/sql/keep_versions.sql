-- Stays as they were told, before a correction takes them away.
insert into stay_version (
    correction_id, stay_id, vehicle_type_id, state, geom, first_seen, end_lo, end_hi, end_reason,
    observed_s, areas
)
select %(correction)s, id, vehicle_type_id, state, geom, first_seen, null, null, null, null, areas
from open_stay where id = any(%(ids)s::int8[])
union all
select %(correction)s, id, vehicle_type_id, state, geom, first_seen, end_lo, end_hi, end_reason,
       observed_s, areas
from stay where id = any(%(ids)s::int8[])
