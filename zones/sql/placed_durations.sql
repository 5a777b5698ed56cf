-- Stays of one area over a period with what their duration is reckoned from, clipped to the days
-- that the area held.
select s.feed_id, s.vehicle_type_id, s.base_s, s.first_seen as since,
       greatest(s.first_seen, a.valid_from) as first_seen,
       least(s.until, coalesce(a.valid_to, 'infinity')) as until
from standing_stay s
join area a on a.id = %(area)s
where s.areas && array[%(area)s::int]
  and s.until > to_timestamp(%(start)s)
  and s.first_seen < to_timestamp(%(end)s)
  and s.feed_id = any(%(feeds)s::int[])
