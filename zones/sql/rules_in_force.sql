-- The hubs or no-parking areas whose rule holds at a moment, with the stretch in which it does; the
-- columns are those of areas_of_kind. An area that a module's effect opens holds in its hours alone;
-- which areas those are is looked up once, for there are few or none, and to work out what is held of
-- each area took most of the time.
with ruled as materialized (select distinct municipality, area from effect_span where kind = 'zone')
select id, code, name, area_m2, st_asbinary(geom) as geom, capacity,
       extract(epoch from lower(span))::int8 as since,
       coalesce(extract(epoch from upper(span))::int8, 1::int8 << 62) as until,
       form_factors, capacity_by_form
from area a
cross join lateral unnest(case
    when exists (
        select from ruled r
        where r.municipality = a.municipality and r.area = a.kind || '/' || a.code
    ) then rule_held(a)
    else tstzmultirange(tstzrange(a.valid_from, a.valid_to))
end) as span
where kind = %(kind)s
  and (%(municipality)s::text is null or municipality = %(municipality)s)
  and valid_from <= to_timestamp(%(at)s)
  and (valid_to is null or valid_to > to_timestamp(%(at)s))
  and span @> to_timestamp(%(at)s)
order by code
