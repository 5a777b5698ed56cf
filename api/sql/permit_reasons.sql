-- Why there are no numbers of one row of the board, by day.
select d.day, d.tolerance_m, d.reason
from permit_day_known d
join operator o on o.id = d.operator_id
where d.municipality = %(municipality)s and o.key = %(operator)s and d.form_factor = %(form)s
  and d.zone = %(zone)s and d.indicator = %(indicator)s and d.lower is null
  and d.day >= %(from)s and d.day < %(to)s
