-- The events of a municipality that touch a stretch, as its list stood at a moment.
select id, name, kind, starts_at, ends_at, lon, lat, visitors, added_by, added_at
from city_event
where municipality = %(municipality)s
  and starts_at < %(to)s and ends_at > %(from)s and added_at <= %(known_at)s
  and (withdrawn_at is null or withdrawn_at > %(known_at)s)
order by starts_at, id
