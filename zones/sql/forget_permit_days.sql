-- Those rows go: they are kept as versions.
delete from permit_day d
using permit_day_version v, permit_new_counted c
where (v.municipality, v.operator_id, v.form_factor, v.zone, v.tolerance_m, v.indicator, v.day)
    = (d.municipality, d.operator_id, d.form_factor, d.zone, d.tolerance_m, d.indicator, d.day)
  and v.made_at = d.made_at
  and (c.municipality, c.zone, c.tolerance_m, c.day)
    = (d.municipality, d.zone, d.tolerance_m, d.day)
