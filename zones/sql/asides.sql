-- What was set aside, in one municipality or (null) in all; the moments in unix seconds.
select s.municipality, s.feed_id, f.key as feed, o.key as operator,
       extract(epoch from s.from_at)::int8 as start, extract(epoch from s.to_at)::int8 as "end",
       s.why, s.set_by, extract(epoch from s.set_at)::int8 as set_s, s.dispute
from evidence_set_aside s
join feed f on f.id = s.feed_id
join operator o on o.id = f.operator_id
where (%(municipality)s::text is null or s.municipality = %(municipality)s)
  and s.set_at <= asked_as_of()
order by s.set_at, s.id
