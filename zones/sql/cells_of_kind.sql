-- Folded cells of all areas of a kind that hold at the end of a period, added up over the period:
-- vehicle-seconds, and the sum of the counts at the start of each quarter.
-- first, last: quarters since 1970, both included.
select a.id as area_id, c.feed_id, c.vehicle_type_id,
       sum(q.parked)::int8 as parked, sum(q.vehicle_s)::int8 as vehicle_s
from area a
join cell_day c on c.area_id = a.id
cross join lateral unnest(c.parked, c.vehicle_s) with ordinality as q (parked, vehicle_s, quarter)
where a.id = any(%(areas)s)
  and c.day >= (to_timestamp(%(first)s * 900.0) at time zone 'UTC')::date
  and c.day <= (to_timestamp(%(last)s * 900.0) at time zone 'UTC')::date
  and (c.day - date '1970-01-01') * 96 + q.quarter - 1 between %(first)s and %(last)s
group by 1, 2, 3
