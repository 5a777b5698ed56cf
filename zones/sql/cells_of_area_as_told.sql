-- Folded cells of one area over some days (UTC) as they were told at a moment: the oldest version
-- that a later correction took the place of, or the cells as they are.
with later as (
    select distinct on (v.day, v.feed_id, v.vehicle_type_id)
           v.day, v.feed_id, v.vehicle_type_id, v.parked, v.vehicle_s
    from cell_version v
    join correction c on c.id = v.correction_id
    where v.area_id = %(area)s
      and v.day >= (to_timestamp(%(start)s) at time zone 'UTC')::date
      and v.day <= (to_timestamp(%(end)s) at time zone 'UTC')::date
      and c.made_at > to_timestamp(%(told_at)s)
    order by v.day, v.feed_id, v.vehicle_type_id, c.made_at, c.id
), now as (
    select c.day, c.feed_id, c.vehicle_type_id, c.parked, c.vehicle_s
    from cell_day c
    where c.area_id = %(area)s
      and c.day >= (to_timestamp(%(start)s) at time zone 'UTC')::date
      and c.day <= (to_timestamp(%(end)s) at time zone 'UTC')::date
)
select extract(epoch from coalesce(l.day, n.day))::int8 as day_s,
       coalesce(l.feed_id, n.feed_id) as feed_id,
       coalesce(l.vehicle_type_id, n.vehicle_type_id) as vehicle_type_id,
       coalesce(l.parked, n.parked) as parked, coalesce(l.vehicle_s, n.vehicle_s) as vehicle_s
from now n
full join later l on (l.day, l.feed_id, l.vehicle_type_id) = (n.day, n.feed_id, n.vehicle_type_id)
