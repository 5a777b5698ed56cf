-- What stood at a past moment: first_seen <= at < until (see the view standing_stay), of feeds whose
-- evidence covers the moment; each stay as 32 bytes (as open_stay.packed), and beside it `seen_to`,
-- the last good poll that listed it: nothing observed counts beyond.
select coalesce(string_agg(packed, ''), '') as stays,
       coalesce(string_agg(timestamptz_send(seen_to), ''), '') as seen_to
from (
    select packed, geom, areas, coalesce(last_seen, 'infinity') as seen_to
    from open_stay
    where first_seen <= %(at)s and coalesce(missing_since, 'infinity') > %(at)s
      and feed_id = any(%(feed_ids)s::int4[])
    union all
    select int8send(id) || int4send(round(st_x(geom) * 1e7)::int4)
           || int4send(round(st_y(geom) * 1e7)::int4) || timestamptz_send(first_seen)
           || int4send(base_s::int4) || int4send(vehicle_type_id * 4
               + case state when 'available' then 0 when 'reserved' then 1 else 2 end) as packed,
           geom, areas, end_lo as seen_to
    from stay
    where first_seen <= %(at)s and end_hi > %(at)s and feed_id = any(%(feed_ids)s::int4[])
) standing
where true
