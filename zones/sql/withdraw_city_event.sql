-- An event that will not be, taken off the list of its municipality; the row stays.
update city_event set withdrawn_at = %(at)s, withdrawn_by = %(by)s
where id = %(id)s and municipality = %(municipality)s and withdrawn_at is null
returning id
