-- What late words of operators put right about a period, newest first.
select c.feed_id, f.key as feed, extract(epoch from c.from_at)::int8 as from_s,
       extract(epoch from c.to_at)::int8 as to_s, extract(epoch from c.made_at)::int8 as made_s,
       c.reason, c.events, c.stays, c.cells
from correction c
join feed f on f.id = c.feed_id
where c.feed_id = any(%(feed_ids)s::int4[])
  and c.to_at > to_timestamp(%(start)s)
  and c.from_at < to_timestamp(%(end)s)
order by c.made_at desc, c.id desc
