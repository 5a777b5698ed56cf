-- The box around some areas: west, south, east, north; null without any.
select st_xmin(box), st_ymin(box), st_xmax(box), st_ymax(box)
from (select st_extent(geom) as box from area where id = any(%(areas)s::int4[])) around
