-- Numbers that were told otherwise before they were counted anew for one of some reasons, beside what
-- is told now.
select o.key, d.form_factor, d.zone, d.indicator, d.tolerance_m, d.day, d.lower, d.upper, d.coverage,
       n.lower, n.upper, coalesce(n.coverage, 0), d.why, extract(epoch from d.replaced_at)::int8
from permit_day_version d
join operator o on o.id = d.operator_id
left join permit_day_known n
  using (municipality, operator_id, form_factor, zone, tolerance_m, indicator, day)
where d.municipality = %(municipality)s and d.day >= %(from)s and d.day < %(to)s
  and d.why = any(%(whys)s) and d.replaced_at <= asked_as_of()
order by d.day, o.key, d.indicator, d.form_factor, d.zone, d.tolerance_m, d.replaced_at
