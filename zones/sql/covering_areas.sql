-- The finest areas that a shape lies in as a whole: neighbourhoods, districts or municipalities.
select a.kind, array_agg(a.id) as ids, array_agg(distinct a.municipality) as municipalities,
       st_covers(st_buffer(st_union(a.geom), 1e-6),
                 st_setsrid(st_geomfromwkb(%(shape)s), 4326)) as covers
from area a
where a.kind in ('neighbourhood', 'district', 'municipality')
  and st_intersects(a.geom, st_setsrid(st_geomfromwkb(%(shape)s), 4326))
group by a.kind
order by array_position(array['neighbourhood', 'district', 'municipality'], a.kind)
