-- What municipalities set aside when they upheld a dispute: one row for each, with its feeds. Its words
-- and people are for the parties alone.
select min(s.id) as id, s.municipality, coalesce(max(a.name), s.municipality) as town,
       array_agg(distinct s.feed_id) as feed_ids,
       extract(epoch from s.from_at)::int8 as from_s, extract(epoch from s.to_at)::int8 as to_s,
       extract(epoch from s.set_at)::int8 as set_s
from evidence_set_aside s
left join area a on a.kind = 'municipality' and a.code = s.municipality
where s.feed_id = any(%(feed_ids)s::int4[])
  and s.set_at <= to_timestamp(%(now)s)
  and ((s.set_at >= to_timestamp(%(start)s) and s.set_at < to_timestamp(%(end)s))
       or (s.to_at >= to_timestamp(%(start)s) and s.from_at < to_timestamp(%(end)s)))
group by s.dispute, s.municipality, s.from_at, s.to_at, s.set_at
