-- Every row of the history of duties, of one municipality or (null) of all, the oldest first.
select d.id, d.municipality, o.key as operator, d.operator_id, d.duty, d.value, d.unit,
       d.coverage_needed, d.effective_from, d.effective_to, d.withdrawn, d.legal_ground, d.set_by,
       d.set_at, d.why
from mandate_duty d
join operator o on o.id = d.operator_id
where (%(municipality)s::text is null or d.municipality = %(municipality)s)
  and d.set_at <= asked_as_of()
order by d.set_at, d.id
