-- Cells of those days that were not there before: what was told was nothing, all day.
insert into cell_version (
    correction_id, day, area_id, feed_id, vehicle_type_id, parked, vehicle_s
)
select %(correction)s, d.day, d.area_id, d.feed_id, d.vehicle_type_id,
       array_fill(0, array[cardinality(d.parked)]), array_fill(0, array[cardinality(d.parked)])
from cell_day d
join (
    select feed_id, min(from_at) as from_at, max(to_at) as to_at
    from correction where id = any(%(corrections)s::int[]) group by feed_id
) c on c.feed_id = d.feed_id
where d.day between (c.from_at at time zone 'UTC')::date and (c.to_at at time zone 'UTC')::date
on conflict do nothing
