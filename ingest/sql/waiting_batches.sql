-- Batches that an operator pushed and that are no evidence yet, in the order in which they came.
-- Locked: two who would apply them take turns.
select id, kind, received_at, items, failures, coalesce(body, '[]'::jsonb)
from push_batch
where feed_id = %(feed_id)s and applied_at is null
order by id
limit %(most)s
for update
