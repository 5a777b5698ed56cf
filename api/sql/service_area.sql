-- The version of a feed's zones that was valid at a moment, with the ground where a ride may end.
select extract(epoch from valid_from)::int8 as valid_from,
       extract(epoch from valid_to)::int8 as valid_to,
       extract(epoch from seen_at)::int8 as seen_at,
       zones, st_asgeojson(geom, 7)::jsonb as may_end
from service_area
where feed_id = %(feed_id)s
  and valid_from <= to_timestamp(%(at)s)
  and coalesce(valid_to, 'infinity') > to_timestamp(%(at)s)
