-- What the polls of some feeds were like, by step of a period: how many there were, how many were
-- good, what good ones listed and left out, how far the publisher's clock ran ahead of the evidence.
-- cuts: edges of the steps in unix seconds. Attempts on feeds that were switched off are none.
select p.feed_id, width_bucket(extract(epoch from p.started_at)::int8, %(cuts)s::int8[]) - 1 as step,
       count(*) as polls,
       count(*) filter (where p.evidence_at is not null) as good,
       count(*) filter (where p.outcome = 'suspect_swapped') as swapped,
       coalesce(sum(p.listed) filter (where p.evidence_at is not null), 0)::int8 as listed,
       coalesce(sum((p.dropped ->> 'duplicate_id')::int8)
                filter (where p.evidence_at is not null), 0)::int8 as duplicates,
       coalesce(sum(coalesce((p.dropped ->> 'outside_bounds')::int8, 0)
                    + coalesce((p.dropped ->> 'null_island')::int8, 0))
                filter (where p.evidence_at is not null), 0)::int8 as foreigners,
       count(p.source_at) filter (where p.evidence_at is not null) as timed,
       coalesce(percentile_disc(0.5) within group
                (order by extract(epoch from p.source_at - p.evidence_at)::int8)
                filter (where p.source_at is not null and p.evidence_at is not null), 0)::int8
           as ahead_s
from poll p
where p.feed_id = any(%(feeds)s::int[])
  and p.started_at >= to_timestamp(%(start)s) and p.started_at < to_timestamp(%(end)s)
  and p.started_at <= asked_as_of()
  and p.outcome <> 'disabled'
group by 1, 2
