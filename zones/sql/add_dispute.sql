-- One more dispute; nothing where the number is taken.
insert into dispute (
    number, operator_id, municipality, kind, feed_id, from_at, to_at, form_factor, zone, indicator,
    day, limit_id, told, opened_at
) values (
    %(number)s, %(operator)s, %(municipality)s, %(kind)s, %(feed)s, to_timestamp(%(from)s),
    to_timestamp(%(to)s), %(form)s, %(zone)s, %(indicator)s, %(day)s, %(limit)s, %(told)s,
    to_timestamp(%(at)s)
)
on conflict do nothing
returning number
