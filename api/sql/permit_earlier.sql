-- What was told of it before it was counted anew, the newest first.
select d.lower, d.upper, d.coverage, d.reason, extract(epoch from d.made_at)::int8 as made_at,
       extract(epoch from d.replaced_at)::int8 as replaced_at, d.why
from permit_day_version d
join operator o on o.id = d.operator_id
where d.municipality = %(municipality)s and o.key = %(operator)s and d.form_factor = %(form)s
  and d.zone = %(zone)s and d.tolerance_m = %(tolerance)s and d.indicator = %(indicator)s
  and d.day = %(day)s and d.replaced_at <= asked_as_of()
order by d.replaced_at desc
