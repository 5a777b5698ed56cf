-- From when on the ids of feeds counted, or no more (rule R8): the last reading before a period, and
-- those within it.
select r.feed_id, r.since, not coalesce((r.reading ->> 'positions_only')::bool, false) as hold
from feed_reading r
where r.feed_id = any(%(feeds)s::int[])
  and r.since < to_timestamp(%(end)s) and r.since <= asked_as_of()
order by r.feed_id, r.since
