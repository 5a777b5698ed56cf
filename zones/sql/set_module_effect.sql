-- One more effect of a module in a municipality, or the end of one (ends).
insert into module_effect (
    municipality, module, cause, kind, area, value, indicator, hours_from, hours_until, recipients,
    message, valid_from, valid_until, ends_id, set_by, set_at, why
) values (
    %(municipality)s, %(module)s, %(cause)s, %(kind)s, %(area)s, %(value)s, %(indicator)s,
    %(hours_from)s, %(hours_until)s, %(recipients)s, %(message)s, %(valid_from)s, %(valid_until)s,
    %(ends)s, %(set_by)s, %(set_at)s, %(why)s
)
returning id
