-- One more row in the history of duties.
insert into mandate_duty (
    municipality, operator_id, duty, value, unit, coverage_needed, effective_from, effective_to,
    withdrawn, legal_ground, set_by, set_at, why
) values (
    %(municipality)s, %(operator)s, %(duty)s, %(value)s, %(unit)s, %(needed)s, %(effective_from)s,
    %(effective_to)s, %(withdrawn)s, %(ground)s, %(by)s, %(at)s, %(why)s
)
returning id
