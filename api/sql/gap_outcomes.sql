-- How the polls within gaps ended: those that were no evidence, counted per gap.
select g.n, p.outcome, count(*)
from unnest(%(feed_ids)s::int4[], %(froms)s::int8[], %(tos)s::int8[])
     with ordinality as g (feed_id, from_s, to_s, n)
join poll p on p.feed_id = g.feed_id
           and p.started_at > to_timestamp(g.from_s) and p.started_at <= to_timestamp(g.to_s)
           and p.evidence_at is null
group by g.n, p.outcome
order by g.n, count(*) desc, p.outcome
