-- The areas that a shape lies in, of the finest kind first, and the share of it that lies outside.
with drawn as (
    select st_setsrid(st_geomfromwkb(%(shape)s), 4326) as geom
)
select a.kind, array_agg(a.id order by a.id) as ids,
       1 - st_area(st_intersection(st_union(a.geom), d.geom)) / st_area(d.geom) as outside
from area a, drawn d
where a.kind in ('neighbourhood', 'district', 'municipality')
  and st_intersects(a.geom, d.geom)
group by a.kind, d.geom
order by array_position(array['neighbourhood', 'district', 'municipality'], a.kind)
