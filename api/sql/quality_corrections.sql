-- What late words put right, made in a period or about it, and known at a moment.
select c.id, c.feed_id, extract(epoch from c.from_at)::int8 as from_s,
       extract(epoch from c.to_at)::int8 as to_s, extract(epoch from c.made_at)::int8 as made_s,
       c.events, c.stays, case when c.folded_at <= to_timestamp(%(now)s) then c.cells end as cells
from correction c
where c.feed_id = any(%(feed_ids)s::int4[])
  and c.made_at <= to_timestamp(%(now)s)
  and ((c.made_at >= to_timestamp(%(start)s) and c.made_at < to_timestamp(%(end)s))
       or (c.to_at >= to_timestamp(%(start)s) and c.from_at < to_timestamp(%(end)s)))
