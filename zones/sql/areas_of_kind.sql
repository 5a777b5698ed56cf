-- The areas of a kind that hold at a moment, of one municipality or of all, and from when until when
-- (unix seconds; 2^62: for good). form_factors: those that a zone is about; null: all.
-- capacity_by_form: null where all form factors share the places.
select id, code, name, area_m2, st_asbinary(geom) as geom, capacity,
       extract(epoch from valid_from)::int8 as since, coalesce(extract(epoch from valid_to)::int8, 1::int8 << 62) as until,
       form_factors, capacity_by_form
from area
where kind = %(kind)s
  and (%(municipality)s::text is null or municipality = %(municipality)s
       or (kind = 'municipality' and code = %(municipality)s))
  and valid_from <= to_timestamp(%(at)s)
  and (valid_to is null or valid_to > to_timestamp(%(at)s))
order by code
