-- Which of certain stays that stood at a moment lie in one of some areas: `numbers`.
select coalesce(array_agg(id), '{}') as numbers
from (
    select id from open_stay where id = any(%(ids)s::int8[]) and areas && %(areas)s::int4[]
    union all
    select id from stay
    where id = any(%(ids)s::int8[]) and end_hi > %(at)s and areas && %(areas)s::int4[]
) inside
