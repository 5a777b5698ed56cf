-- What stood at a past moment: first_seen <= at < until (see the view standing_stay), of feeds whose
-- evidence covers the moment. `seen_to` is the last good poll that listed it: nothing observed counts
-- beyond. One row, a string of fixed-width values per column.
select coalesce(string_agg(int8send(id), ''), '') as id,
       coalesce(string_agg(point_send(geom::point), ''), '') as place,
       coalesce(string_agg(timestamptz_send(first_seen), ''), '') as first_seen,
       coalesce(string_agg(int8send(base_s), ''), '') as base_s,
       coalesce(string_agg(int4send(vehicle_type_id * 4 + case state
           when 'available' then 0 when 'reserved' then 1 else 2 end), ''), '') as kind,
       coalesce(string_agg(timestamptz_send(seen_to), ''), '') as seen_to
from (
    select id, geom, first_seen, base_s, vehicle_type_id, state, areas, feed_id,
           coalesce(last_seen, 'infinity') as seen_to
    from open_stay
    where first_seen <= %(at)s and coalesce(missing_since, 'infinity') > %(at)s
      and feed_id = any(%(feed_ids)s::int4[])
    union all
    select id, geom, first_seen, base_s, vehicle_type_id, state, areas, feed_id,
           end_lo as seen_to
    from stay
    where first_seen <= %(at)s and end_hi > %(at)s and feed_id = any(%(feed_ids)s::int4[])
) standing
where true
