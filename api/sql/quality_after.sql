-- The first good list after each of some gaps: how many were no longer in their place, how many new.
select g.n, p.ended + p.missing as gone, p.opened as begun
from unnest(%(feed_ids)s::int4[], %(tos)s::int8[]) with ordinality as g (feed_id, to_s, n)
join lateral (
    select ended, missing, opened
    from poll
    where feed_id = g.feed_id
      and started_at between to_timestamp(g.to_s - 900) and to_timestamp(g.to_s + 900)
      and evidence_at = to_timestamp(g.to_s)
    order by started_at
    limit 1
) p on true
