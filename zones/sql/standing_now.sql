-- What the newest good poll of each feed listed: one row, a string of fixed-width values per
-- column. Strings of bytes are read in half the time that arrays take.
select coalesce(string_agg(int8send(id), ''), '') as id,
       coalesce(string_agg(point_send(geom::point), ''), '') as place,
       coalesce(string_agg(timestamptz_send(first_seen), ''), '') as first_seen,
       coalesce(string_agg(int8send(base_s), ''), '') as base_s,
       coalesce(string_agg(int4send(vehicle_type_id * 4 + case state
           when 'available' then 0 when 'reserved' then 1 else 2 end), ''), '') as kind
from open_stay
where missing_since is null and feed_id = any(%(feed_ids)s::int4[])
