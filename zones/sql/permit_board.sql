-- Days of some rows of the board: `row` is the row's place in what was asked; `days` holds each day
-- as it is packed: the day counted from 1970, lower, upper (NaN: none) and coverage.
-- Row by row along the key, which for whole rows costs less than any join.
select q.row::int8 as row, d.days
from unnest(
    %(operators)s::int[], %(forms)s::text[], %(zones)s::text[], %(tolerances)s::int[],
    %(indicators)s::text[]
) with ordinality as q (operator_id, form_factor, zone, tolerance_m, indicator, row)
cross join lateral (
    select string_agg(packed, '') as days
    from permit_day_known
    where municipality = %(municipality)s and operator_id = q.operator_id
      and form_factor = q.form_factor and zone = q.zone and tolerance_m = q.tolerance_m
      and indicator = q.indicator and day >= %(from)s and day < %(to)s
) d
where d.days is not null
