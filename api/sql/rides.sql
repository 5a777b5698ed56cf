-- Rides that ended in a period, of the feeds that tell them: as told, and as the arrivals counted.
with told as (
    select feed_id, count(*) as told
    from trip
    where feed_id = any(%(feed_ids)s::int4[])
      and ended_at >= to_timestamp(%(start)s) and ended_at < to_timestamp(%(end)s)
    group by feed_id
), counted as (
    select s.feed_id, count(*) as counted
    from standing_stay s
    join told t on t.feed_id = s.feed_id
    where s.until > to_timestamp(%(start)s)
      and s.first_seen >= to_timestamp(%(start)s) and s.first_seen < to_timestamp(%(end)s)
      and s.start_reason = 'arrived'
    group by s.feed_id
)
select t.feed_id, t.told, coalesce(c.counted, 0) as counted
from told t
left join counted c on c.feed_id = t.feed_id
