-- The stations that a feed tells at a moment: one that changed its name, place (by more than a
-- metre) or capacity gets a new version; one that is no longer told ends, where that is believed.
-- Gives how many versions began.
with told as (
    select code, name, st_setsrid(st_makepoint(lon, lat), 4326) as geom, capacity, is_virtual
    from unnest(
        %(codes)s::text[], %(names)s::text[], %(lons)s::float8[], %(lats)s::float8[],
        %(capacities)s::int4[], %(virtual)s::bool[]
    ) as t (code, name, lon, lat, capacity, is_virtual)
), known as (
    select * from station where feed_id = %(feed_id)s and valid_to is null
), ended as (
    update station s
    set valid_to = %(at)s
    from known k left join told t using (code)
    where s.id = k.id
      and k.valid_from < %(at)s
      and case
          when t.code is null then %(absent_end)s::bool
          else (t.name, t.capacity, t.is_virtual) is distinct from (k.name, k.capacity, k.is_virtual)
               or st_distance(t.geom::geography, k.geom::geography) > 1
      end
    returning s.code
)
insert into station (feed_id, code, name, geom, capacity, is_virtual, valid_from)
select %(feed_id)s, t.code, t.name, t.geom, t.capacity, t.is_virtual, %(at)s
from told t
where not exists (select from known k where k.code = t.code)
   or exists (select from ended e where e.code = t.code)
on conflict (feed_id, code, valid_from) do nothing
