-- Folded cells of one area over some days (UTC), day by day.
select extract(epoch from c.day)::int8 as day_s, c.feed_id, c.vehicle_type_id, c.parked, c.vehicle_s
from cell_day c
where c.area_id = %(area)s
  and c.day >= (to_timestamp(%(start)s) at time zone 'UTC')::date
  and c.day <= (to_timestamp(%(end)s) at time zone 'UTC')::date
