-- One more row in the history of limits.
insert into permit_limit (
    municipality, operator_id, form_factor, zone, indicator, bound, value, unit, tolerance_m,
    coverage_needed, season_from, season_to, effective_from, withdrawn, set_by, set_at, why
) values (
    %(municipality)s, %(operator)s, %(form)s, %(zone)s, %(indicator)s, %(bound)s, %(value)s,
    %(unit)s, %(tolerance)s, %(needed)s, %(season_from)s, %(season_to)s, %(effective)s,
    %(withdrawn)s, %(by)s, %(at)s, %(why)s
)
returning id
