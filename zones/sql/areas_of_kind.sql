-- The areas of a kind that hold at a moment, of one municipality or of all.
select id, code, name, area_m2, st_asbinary(geom) as geom, capacity
from area
where kind = %(kind)s
  and (%(municipality)s::text is null or municipality = %(municipality)s
       or (kind = 'municipality' and code = %(municipality)s))
  and valid_from <= to_timestamp(%(at)s)
  and (valid_to is null or valid_to > to_timestamp(%(at)s))
order by code
