-- In areas where nothing stands any more, the newest quarters of a day of a feed are 0. A day of an
-- area in which nothing stood at all has no row.
-- areas, types: where something stands; kept: so many quarters of the day are final.
with emptied as (
    select c.day, c.area_id, c.feed_id, c.vehicle_type_id
    from cell_day c
    where c.day = %(day)s::date and c.feed_id = %(feed)s
      and not exists (
          select from unnest(%(areas)s::int8[], %(types)s::int8[]) as n (area_id, vehicle_type_id)
          where n.area_id = c.area_id and n.vehicle_type_id = c.vehicle_type_id
      )
), gone as (
    delete from cell_day c using emptied e
    where (c.day, c.area_id, c.feed_id, c.vehicle_type_id)
        = (e.day, e.area_id, e.feed_id, e.vehicle_type_id)
      and c.parked[1:%(kept)s] = array_fill(0, array[%(kept)s::int])
      and c.vehicle_s[1:%(kept)s] = array_fill(0, array[%(kept)s::int])
)
update cell_day c
set parked = c.parked[1:%(kept)s] || array_fill(0, array[96 - %(kept)s::int]),
    vehicle_s = c.vehicle_s[1:%(kept)s] || array_fill(0, array[96 - %(kept)s::int])
from emptied e
where (c.day, c.area_id, c.feed_id, c.vehicle_type_id)
    = (e.day, e.area_id, e.feed_id, e.vehicle_type_id)
  and not (c.parked[1:%(kept)s] = array_fill(0, array[%(kept)s::int])
           and c.vehicle_s[1:%(kept)s] = array_fill(0, array[%(kept)s::int]))
  and (c.parked[%(kept)s + 1 : 96] <> array_fill(0, array[96 - %(kept)s::int])
       or c.vehicle_s[%(kept)s + 1 : 96] <> array_fill(0, array[96 - %(kept)s::int]))
