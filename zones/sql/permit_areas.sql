-- All versions of the areas that permits are about: municipalities, no-parking areas, and the zones
-- (kind/code) that limits name. municipality: null for all.
select id, kind, code, case kind when 'municipality' then code else municipality end,
       extract(epoch from valid_from)::int8, extract(epoch from valid_to)::int8, md5(st_asbinary(geom)),
       form_factors
from area
where (kind in ('municipality', 'no_parking') or kind || '/' || code = any(%(zones)s))
  and (%(municipality)s::text is null
       or municipality = %(municipality)s
       or (kind = 'municipality' and code = %(municipality)s))
order by id
