-- Stretches of lists that were not believed while the evidence went on: their gap is told as a gap.
-- More than an hour without ends a stretch.
with held as (
    select p.feed_id, p.started_at, p.outcome,
           p.started_at - lag(p.started_at) over (partition by p.feed_id, p.outcome order by p.started_at)
               > interval '1 hour' as apart
    from poll p
    join coverage_span c on c.feed_id = p.feed_id
        and p.started_at > c.starts_at and p.started_at < c.ends_at
    where p.feed_id = any(%(feed_ids)s::int4[])
      and p.started_at >= to_timestamp(%(start)s)
      and p.started_at <= to_timestamp(%(end)s)
      and p.outcome in ('suspect_mass', 'suspect_empty', 'suspect_swapped', 'suspect_frozen', 'clock')
), stretch as (
    select feed_id, started_at, outcome,
           count(*) filter (where apart) over (partition by feed_id, outcome order by started_at) as number
    from held
)
select feed_id, outcome, count(*) as lists, extract(epoch from min(started_at))::int8 as from_s,
       extract(epoch from max(started_at))::int8 as to_s
from stretch
group by feed_id, outcome, number
order by from_s desc
