-- Stays in areas over a period, one row for each pair, clipped to the days that the area held.
-- feeds, areas: null for all.
select a.id as area_id, s.feed_id, s.vehicle_type_id,
       greatest(s.first_seen, a.valid_from) as first_seen,
       least(s.until, coalesce(a.valid_to, 'infinity')) as until
from standing_stay s
cross join lateral unnest(s.areas) as inside (area_id)
join area a on a.id = inside.area_id
where s.until > to_timestamp(%(start)s)
  and s.first_seen < to_timestamp(%(end)s)
  and (%(feeds)s::int[] is null or s.feed_id = any(%(feeds)s::int[]))
  and (%(areas)s::int[] is null or (s.areas && %(areas)s::int[] and a.id = any(%(areas)s::int[])))
