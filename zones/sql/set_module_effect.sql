-- One more effect of a module in a municipality, or the end of one (ends). starts_at and stops_at are
-- the midnights of its days in the city.
insert into module_effect (
    municipality, module, cause, kind, area, value, indicator, hours_from, hours_until, recipients,
    message, valid_from, valid_until, starts_at, stops_at, ends_id, set_by, set_at, why
) values (
    %(municipality)s, %(module)s, %(cause)s, %(kind)s, %(area)s, %(value)s, %(indicator)s,
    %(hours_from)s, %(hours_until)s, %(recipients)s, %(message)s, %(valid_from)s, %(valid_until)s,
    %(starts_at)s, %(stops_at)s, %(ends)s, %(set_by)s, %(set_at)s, %(why)s
)
returning id
