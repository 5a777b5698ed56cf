-- The municipality that holds most of an area (or one by its code) and the share that lies outside.
with drawn as (
    select st_setsrid(st_geomfromwkb(%(geom)s), 4326) as geom
), town as (
    select a.code, a.name, st_area(st_intersection(a.geom, d.geom)) / st_area(d.geom) as inside
    from area a, drawn d
    where a.kind = 'municipality'
      and a.valid_from <= %(at)s and coalesce(a.valid_to, 'infinity') > %(at)s
      and (%(municipality)s::text is null or a.code = %(municipality)s)
      and a.geom && d.geom
)
select code, name, 1 - inside from town where inside > 0 order by inside desc limit 1
