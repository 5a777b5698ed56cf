-- Whether a municipality keeps a list of events: it put something on it once, by some moment.
select exists (
    select from city_event where municipality = %(municipality)s and added_at <= %(known_at)s
)
