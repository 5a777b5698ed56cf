-- What cells of a feed tell of the quarters of an hour of a period, a row for each day, area and type
-- in which anything stood. uncounted: areas of which history is still being counted.
select c.day || ' area ' || c.area_id || ' type ' || c.vehicle_type_id || ': '
       || c.parked[q.first:q.last]::text || ' ' || c.vehicle_s[q.first:q.last]::text
from cell_day c
cross join lateral (
    select greatest(1, (%(since_s)s - extract(epoch from c.day)::int8) / 900 + 1) as first,
           least(96, (%(until_s)s - extract(epoch from c.day)::int8) / 900) as last
) q
where c.feed_id = %(feed_id)s
  and c.day >= (to_timestamp(%(since_s)s) at time zone 'UTC')::date
  and c.day <= (to_timestamp(%(until_s)s - 1) at time zone 'UTC')::date
  and 0 <> any(c.parked[q.first:q.last] || c.vehicle_s[q.first:q.last])
  and c.area_id <> all(%(uncounted)s::int[])
