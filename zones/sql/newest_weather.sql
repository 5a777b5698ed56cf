-- When a source of a municipality's weather was heard last.
select max(known_at) from weather_hour
where municipality = %(municipality)s and basis = %(basis)s and source = %(source)s
