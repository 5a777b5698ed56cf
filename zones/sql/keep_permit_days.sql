-- What was told otherwise of the days that are counted anew is kept (rule R11).
insert into permit_day_version
select d.municipality, d.operator_id, d.form_factor, d.zone, d.tolerance_m, d.indicator, d.day,
       d.made_at, d.lower, d.upper, d.coverage, d.behind, d.reason, d.version, c.made_at, c.why
from permit_day d
join permit_new_counted c using (municipality, zone, tolerance_m, day)
where not exists (
    select from permit_new n
    where (n.municipality, n.operator_id, n.form_factor, n.zone, n.tolerance_m, n.indicator, n.day)
        = (d.municipality, d.operator_id, d.form_factor, d.zone, d.tolerance_m, d.indicator, d.day)
      and (n.lower, n.upper, n.coverage, n.behind, n.reason, n.version)
          is not distinct from (d.lower, d.upper, d.coverage, d.behind, d.reason, d.version)
)
on conflict do nothing
