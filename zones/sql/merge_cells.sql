-- The newest quarters of one day of a feed, as they are counted now. What was counted of the day
-- before them (the first `kept` quarters) is final and stays as it is.
-- areas, types: one of each for a row; parked, vehicle_s: (96 - kept) numbers for each row, one row
-- after the other. A row that tells what is there already is not written.
insert into cell_day (day, area_id, feed_id, vehicle_type_id, parked, vehicle_s)
select %(day)s::date, n.area_id, %(feed)s, n.vehicle_type_id,
       array_fill(0, array[%(kept)s::int]) || (%(parked)s::int8[])
           [(n.row - 1) * (96 - %(kept)s) + 1 : n.row * (96 - %(kept)s)]::int4[],
       array_fill(0, array[%(kept)s::int]) || (%(vehicle_s)s::int8[])
           [(n.row - 1) * (96 - %(kept)s) + 1 : n.row * (96 - %(kept)s)]::int4[]
from unnest(%(areas)s::int8[], %(types)s::int8[])
     with ordinality as n (area_id, vehicle_type_id, row)
on conflict (day, area_id, feed_id, vehicle_type_id) do update
set parked = cell_day.parked[1:%(kept)s] || excluded.parked[%(kept)s + 1 : 96],
    vehicle_s = cell_day.vehicle_s[1:%(kept)s] || excluded.vehicle_s[%(kept)s + 1 : 96]
where cell_day.parked[%(kept)s + 1 : 96] <> excluded.parked[%(kept)s + 1 : 96]
   or cell_day.vehicle_s[%(kept)s + 1 : 96] <> excluded.vehicle_s[%(kept)s + 1 : 96]
