-- Stays in any of some areas that stood there when a period began.
select feed_id, vehicle_type_id, until
from standing_stay
where areas && %(areas)s::int[]
  and until > to_timestamp(%(start)s)
  and first_seen < to_timestamp(%(start)s)
  and feed_id = any(%(feeds)s::int[])
