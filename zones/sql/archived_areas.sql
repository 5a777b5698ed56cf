-- All versions of all areas, as the archive holds them; -1 stands for no moment.
select id, kind, code, name, municipality, extract(epoch from valid_from)::int8 as valid_from,
       coalesce(extract(epoch from valid_to)::int8, -1) as valid_to, area_m2, capacity, source,
       st_asbinary(geom) as border, st_xmin(geom), st_ymin(geom), st_xmax(geom), st_ymax(geom)
from area
order by id
