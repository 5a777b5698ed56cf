-- Every row of the history of limits, of one municipality or (null) of all, the oldest first.
select l.id, l.municipality, o.key as operator, l.operator_id, l.form_factor, l.zone, l.indicator,
       l.bound, l.value, l.unit, l.tolerance_m, l.coverage_needed, l.season_from, l.season_to,
       l.effective_from, l.withdrawn, l.set_by, l.set_at, l.why
from permit_limit l
join operator o on o.id = l.operator_id
where (%(municipality)s::text is null or l.municipality = %(municipality)s)
  and l.set_at <= asked_as_of()
order by l.set_at, l.id
