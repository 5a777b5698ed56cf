-- The stays that a number is made of: in some areas (null: anywhere) over a period, first come first.
select s.id, f.key as feed, s.first_seen, nullif(s.until, 'infinity') as until,
       count(*) over () as total
from standing_stay s join feed f on f.id = s.feed_id
where (%(areas)s::int[] is null or s.areas && %(areas)s::int[])
  and s.until > to_timestamp(%(start)s) and s.first_seen < to_timestamp(%(end)s)
  and s.first_seen <= evidence_as_of(s.feed_id)
  and f.key = any(%(feeds)s)
order by s.first_seen, s.id
limit %(most)s
