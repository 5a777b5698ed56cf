-- How many of certain stays each of some areas holds, by vehicle type.
select a, vehicle_type_id, count(*)
from (
    select id, areas, vehicle_type_id from open_stay where id = any(%(ids)s::int8[])
    union all
    select id, areas, vehicle_type_id from stay where id = any(%(ids)s::int8[])
) s
cross join lateral unnest(s.areas) as a
where a = any(%(areas)s::int[])
group by a, vehicle_type_id
