-- Feeds whose format became another one since a moment: which it was, which it is, and since when.
-- Versions that come in turn are no change: two servers answer.
with told as (
    select feed_id, version, min(started_at) as since, max(started_at) as until
    from poll
    where started_at > to_timestamp(%(start)s) and evidence_at is not null and version is not null
    group by feed_id, version
), newest as (
    select distinct on (feed_id) * from told order by feed_id, until desc, version
)
select distinct on (n.feed_id) n.feed_id, b.version as was, n.version as became,
       extract(epoch from n.since)::int8 as since_s
from newest n
join told b on b.feed_id = n.feed_id and b.until < n.since
order by n.feed_id, b.until desc, b.version
