-- One more event on a municipality's list.
insert into city_event (
    municipality, name, kind, starts_at, ends_at, lon, lat, visitors, added_by, added_at
) values (
    %(municipality)s, %(name)s, %(kind)s, %(starts_at)s, %(ends_at)s, %(lon)s, %(lat)s,
    %(visitors)s, %(by)s, %(at)s
)
returning id
