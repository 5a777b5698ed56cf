-- Of the feeds that tell their rentals: from when to when they are told (unix seconds). Trips that
-- are read each hour are told up to the newest hour; pushed ones as far as the evidence goes.
select f.id as feed_id, extract(epoch from t.first_at)::int8 as told_from,
       extract(epoch from case when f.tells_trips then least(s.trips_to, trips_as_of(f.id))
           else least(s.evidence_at, evidence_as_of(f.id)) end)::int8
           as told_to
from feed f
join feed_state s on s.feed_id = f.id
join (select feed_id, min(ended_at) as first_at from trip group by feed_id) t on t.feed_id = f.id
where f.id = any(%(feeds)s::int[])
  and case when f.tells_trips then s.trips_to else s.evidence_at end is not null
