-- Of certain stays that said something else before: what was observed of each until it said what it
-- did at a moment.
select distinct on (c.stay_id) c.stay_id, c.observed_s
from state_change c
where c.stay_id = any(%(ids)s::int8[])
  and c.changed_at <= least(to_timestamp(%(at)s::float8), evidence_as_of(c.feed_id))
order by c.stay_id, c.changed_at desc
