-- On which days (UTC, counted from 1970) vehicles of feeds stood in areas, by vehicle type. As of an
-- earlier moment (see folded_as_of), what a day came to later is left out, to the quarter of an hour.
-- days: each by itself, since that is how the key of the table finds them.
select c.feed_id, c.area_id, c.vehicle_type_id, (c.day - date '1970-01-01')::int8 as day
from cell_day c
where c.day = any(%(days)s::date[])
  and c.area_id = any(%(areas)s::int[])
  and c.feed_id = any(%(feeds)s::int[])
  and ((c.day + 1)::timestamp at time zone 'UTC' <= folded_as_of(c.feed_id) or exists (
      select from unnest(c.parked, c.vehicle_s) with ordinality as q (parked, vehicle_s, quarter)
      where (q.parked > 0 or q.vehicle_s > 0)
        and c.day::timestamp at time zone 'UTC' + (q.quarter - 1) * interval '15 minutes'
            <= folded_as_of(c.feed_id)
  ))
order by c.feed_id, c.day
