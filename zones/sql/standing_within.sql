-- Which of certain stays that stood at a moment lie in one of some areas: `numbers`. They are found by
-- their numbers; `is true` keeps the index of areas out, which reads a whole history for a few.
select coalesce(array_agg(id), '{}') as numbers
from (
    select id from open_stay
    where id = any(%(ids)s::int8[]) and (areas && %(areas)s::int4[]) is true
    union all
    select id from stay
    where id = any(%(ids)s::int8[]) and end_hi > %(at)s
      and (areas && %(areas)s::int4[]) is true
) inside
