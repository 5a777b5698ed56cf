-- The changes of state of certain stays as they are kept, stay by stay in order.
select c.stay_id, extract(epoch from c.changed_at)::int8 as at_s,
       extract(epoch from c.was_since)::int8 as since_s,
       extract(epoch from c.changed_lo)::int8 as lo_s, c.observed_s, c.was, c.became
from state_change c
where c.stay_id = any(%(ids)s::int8[])
order by c.stay_id, c.changed_at
