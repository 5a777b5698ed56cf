-- One more recipient of a municipality's messages.
insert into recipient (
    municipality, name, kind, address, about, language, quiet_from, quiet_until, digest_at, added_by,
    added_at
) values (
    %(municipality)s, %(name)s, %(kind)s, %(address)s, %(about)s, %(language)s, %(quiet_from)s,
    %(quiet_until)s, %(digest_at)s, %(by)s, %(at)s
)
returning id
