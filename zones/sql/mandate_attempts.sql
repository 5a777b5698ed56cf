-- The attempts on feeds within and just around stretches without evidence, and whether each is the
-- operator's to answer for: what we skipped, could not keep or were not let in to is not.
select distinct p.feed_id, p.started_at,
       p.evidence_at is null
           and p.outcome not in ('disabled', 'skipped_overlap', 'store_error', 'auth') as failed
from unnest(%(feeds)s::int[], %(froms)s::int8[], %(tos)s::int8[]) as g (feed_id, from_s, to_s)
join poll p on p.feed_id = g.feed_id
           and p.started_at >= to_timestamp(g.from_s) and p.started_at <= to_timestamp(g.to_s)
where p.started_at <= asked_as_of()
order by p.feed_id, p.started_at
