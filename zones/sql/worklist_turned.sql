-- Of certain stays that said something else before a moment (unix seconds): between which polls each
-- began to say what it says then, and the seconds of the stay that good polls covered until then.
select distinct on (c.stay_id) c.stay_id, c.changed_lo, c.changed_at, c.observed_s
from state_change c
where c.stay_id = any(%(ids)s::int8[])
  and c.changed_at <= least(to_timestamp(%(at)s::float8), evidence_as_of(c.feed_id))
order by c.stay_id, c.changed_at desc
