-- The versions of areas that a number is about, each with a digest of its border.
select id, kind, code, name, municipality, extract(epoch from valid_from)::int8 as valid_from,
       extract(epoch from valid_to)::int8 as valid_to, area_m2, source,
       encode(sha256(st_asbinary(geom)), 'hex') as border
from area where id = any(%(areas)s) order by id
