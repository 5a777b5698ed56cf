-- The operators of which a municipality has any number of a form factor in a run of days.
select distinct o.key
from permit_day_known d
join operator o on o.id = d.operator_id
where d.municipality = %(municipality)s and d.form_factor = %(form)s
  and d.zone = '' and d.tolerance_m = 0 and d.day >= %(from)s and d.day < %(to)s
order by o.key
