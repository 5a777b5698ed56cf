-- How many of certain stays each of some areas holds.
select a, count(*)
from (
    select id, areas from open_stay where id = any(%(ids)s::int8[])
    union all
    select id, areas from stay where id = any(%(ids)s::int8[])
) s
cross join lateral unnest(s.areas) as a
where a = any(%(areas)s::int[])
group by a
