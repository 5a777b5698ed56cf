-- How the polls since a moment ended, counted per feed.
select feed_id, outcome, count(*)
from poll
where feed_id = any(%(feed_ids)s::int4[]) and started_at > to_timestamp(%(start)s)
group by feed_id, outcome
order by feed_id, count(*) desc, outcome
