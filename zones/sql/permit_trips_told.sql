-- From when to when each feed's trips are kept.
select s.feed_id, extract(epoch from (select min(t.started_at) from trip t
                                      where t.feed_id = s.feed_id))::int8 as from_s,
       extract(epoch from s.trips_to)::int8 as to_s
from feed_state s
join feed f on f.id = s.feed_id
where s.trips_to is not null and (f.tells_trips or f.format = 'agency')
