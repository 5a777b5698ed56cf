-- How many stays began in any of some areas within a period, by feed and vehicle type.
select feed_id, vehicle_type_id, count(*)
from standing_stay
where areas && %(areas)s::int[]
  and until > to_timestamp(%(start)s)
  and first_seen >= to_timestamp(%(start)s) and first_seen < to_timestamp(%(end)s)
  and feed_id = any(%(feeds)s::int[])
group by feed_id, vehicle_type_id
