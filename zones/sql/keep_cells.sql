-- The cells of the days that some corrections of a feed are about, as they were told.
insert into cell_version (
    correction_id, day, area_id, feed_id, vehicle_type_id, parked, vehicle_s
)
select %(correction)s, d.day, d.area_id, d.feed_id, d.vehicle_type_id, d.parked, d.vehicle_s
from cell_day d
join (
    select feed_id, min(from_at) as from_at, max(to_at) as to_at
    from correction where id = any(%(corrections)s::int[]) group by feed_id
) c on c.feed_id = d.feed_id
where d.day between (c.from_at at time zone 'UTC')::date and (c.to_at at time zone 'UTC')::date
