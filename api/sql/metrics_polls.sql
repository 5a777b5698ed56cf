-- How the polls since a moment ended, counted per feed, by its key.
select f.key, p.outcome, count(*)
from poll p
join feed f on f.id = p.feed_id
where p.started_at > to_timestamp(%(start)s)
group by f.key, p.outcome
order by f.key, p.outcome
