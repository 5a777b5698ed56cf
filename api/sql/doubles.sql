-- Stretches in which a feed listed vehicles twice; more than an hour without ends a stretch.
with told as (
    select p.feed_id, p.started_at, (p.dropped ->> 'duplicate_id')::int as doubles,
           p.started_at - lag(p.started_at) over (partition by p.feed_id order by p.started_at)
               > interval '1 hour' as apart
    from poll p
    where p.feed_id = any(%(feed_ids)s::int4[])
      and p.started_at >= to_timestamp(%(start)s)
      and p.started_at <= to_timestamp(%(end)s)
      and p.dropped ? 'duplicate_id'
), stretch as (
    select feed_id, started_at, doubles,
           count(*) filter (where apart) over (partition by feed_id order by started_at) as number
    from told
)
select feed_id, extract(epoch from min(started_at))::int8 as from_s,
       extract(epoch from max(started_at))::int8 as to_s, max(doubles) as most
from stretch
group by feed_id, number
order by from_s desc
