-- The feeds of an operator, with the number of an area that is a version of the municipality.
select f.id, f.key, f.format, f.enabled, f.tells_trips,
       (select max(id) from area where kind = 'municipality' and code = %(municipality)s)
from feed f
join operator o on o.id = f.operator_id
where o.key = %(operator)s and evidence_as_of(f.id) > '-infinity'
order by f.id
