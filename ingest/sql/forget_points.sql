-- Of batches of points that were applied only those stay that are words now: points of rides, and those
-- that tell nothing new, are not kept in the batch either.
update push_batch b
set body = (
    select coalesce(jsonb_agg(told.point order by told.place), '[]')
    from jsonb_array_elements(b.body) with ordinality as told (point, place)
    where exists (
        select from push_event e
        where e.feed_id = b.feed_id and e.event_id = (told.point ->> 0)::uuid
    )
)
where b.id = any(%(batches)s::int8[]) and b.body is not null
