-- The stays of certain vehicles as they are kept: open ones by pseudonym, ended ones by number.
select o.id, o.vehicle_type_id, o.state, st_x(o.geom) as lon, st_y(o.geom) as lat,
       extract(epoch from o.first_seen)::int8 as first_s,
       extract(epoch from o.start_lo)::int8 as start_lo_s, o.start_reason, o.base_s,
       null::int8 as end_lo_s, null::int8 as end_s, null as end_reason
from open_stay o
where o.feed_id = %(feed_id)s and o.vehicle = any(%(pseudonyms)s::uuid[])
union all
select s.id, s.vehicle_type_id, s.state, st_x(s.geom), st_y(s.geom),
       extract(epoch from s.first_seen)::int8, extract(epoch from s.start_lo)::int8,
       s.start_reason, s.base_s, extract(epoch from s.end_lo)::int8,
       extract(epoch from s.end_hi)::int8, s.end_reason
from stay s
where s.feed_id = %(feed_id)s and s.id = any(%(ids)s::int8[])
