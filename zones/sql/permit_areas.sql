-- All versions of the areas that permits are about: municipalities, no-parking areas, and the zones
-- (kind/code) that limits name. municipality: null for all. held: for a no-parking area, when its rule
-- holds, each from and until (null: for good) in unix seconds.
select id, kind, code, case kind when 'municipality' then code else municipality end,
       extract(epoch from valid_from)::int8, extract(epoch from valid_to)::int8, md5(st_asbinary(geom)),
       form_factors,
       case kind when 'no_parking' then (
           select coalesce(jsonb_agg(jsonb_build_array(
               extract(epoch from lower(span))::int8, extract(epoch from upper(span))::int8
           ) order by lower(span)), '[]')
           from unnest(rule_held(a)) as span
       ) end as held
from area a
where (kind in ('municipality', 'no_parking') or kind || '/' || code = any(%(zones)s))
  and (%(municipality)s::text is null
       or municipality = %(municipality)s
       or (kind = 'municipality' and code = %(municipality)s))
order by id
