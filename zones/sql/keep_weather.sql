-- One hour's weather as a source told it; told twice alike it is kept once.
insert into weather_hour (
    municipality, basis, begins_at, known_at, source, temperature_c, rain_mm, wind_ms, sun_wm2
) values (
    %(municipality)s, %(basis)s, %(begins_at)s, %(known_at)s, %(source)s,
    %(temperature_c)s, %(rain_mm)s, %(wind_ms)s, %(sun_wm2)s
)
on conflict do nothing
