-- The runs of evidence of each feed, oldest first.
select c.feed_id, extract(epoch from c.starts_at)::int8, extract(epoch from c.ends_at)::int8
from coverage_span c
where c.feed_id = any(%(feed_ids)s::int4[])
order by c.feed_id, c.starts_at
