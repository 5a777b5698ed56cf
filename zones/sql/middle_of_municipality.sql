-- The middle of a municipality's newest border, in degrees.
select st_x(middle), st_y(middle)
from (
    select st_pointonsurface(geom) as middle from area
    where kind = 'municipality' and code = %(code)s
    order by valid_from desc
    limit 1
) newest
