-- What people did about certain stays until a moment (unix seconds; null: all), the oldest first.
select stay_id, number, what, assignee, note, said_by, verified,
       extract(epoch from said_at)::int8 as said_at
from worklist_action
where stay_id = any(%(ids)s::int8[])
  and said_at <= least(to_timestamp(%(at)s::float8), asked_as_of())
order by stay_id, number
