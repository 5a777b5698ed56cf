-- One number of a permit as it is kept.
select d.lower, d.upper, d.coverage, d.behind, d.reason, d.version,
       extract(epoch from d.made_at)::int8 as made_at
from permit_day_known d
join operator o on o.id = d.operator_id
where d.municipality = %(municipality)s and o.key = %(operator)s and d.form_factor = %(form)s
  and d.zone = %(zone)s and d.tolerance_m = %(tolerance)s and d.indicator = %(indicator)s
  and d.day = %(day)s
