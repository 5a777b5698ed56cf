-- The days of one row of the board that have a number, or a reason for none, by operator.
select o.key, d.day, d.reason
from permit_day_known d
join operator o on o.id = d.operator_id
where d.municipality = %(municipality)s and d.form_factor = %(form)s and d.zone = %(zone)s
  and d.tolerance_m = %(tolerance)s and d.indicator = %(indicator)s
  and d.day >= %(from)s and d.day < %(to)s
