-- Days of some rows of the board: `row` is the row's place in what was asked, `day` counts from 1970.
select q.row::int8 as row, (d.day - date '1970-01-01')::int8 as day,
       coalesce(d.lower, 'NaN') as lower, coalesce(d.upper, 'NaN') as upper, d.coverage
from unnest(
    %(operators)s::int[], %(forms)s::text[], %(zones)s::text[], %(tolerances)s::int[],
    %(indicators)s::text[]
) with ordinality as q (operator_id, form_factor, zone, tolerance_m, indicator, row)
join permit_day_known d
  on d.municipality = %(municipality)s and d.operator_id = q.operator_id
 and d.form_factor = q.form_factor and d.zone = q.zone and d.tolerance_m = q.tolerance_m
 and d.indicator = q.indicator
where d.day >= %(from)s and d.day < %(to)s
