-- Which days were counted, of one municipality or of all, when and on what basis.
select municipality, zone, tolerance_m, day, extract(epoch from made_at)::float8, basis
from permit_counted
where %(municipality)s::text is null or municipality = %(municipality)s
