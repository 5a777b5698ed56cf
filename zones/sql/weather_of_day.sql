-- The hours of a stretch as they were known at a moment: of each the newest word. What came to be
-- known later is left out, so that a decision of then can be made again.
select distinct on (begins_at)
       begins_at, temperature_c, rain_mm, wind_ms, sun_wm2, source
from weather_hour
where municipality = %(municipality)s and basis = %(basis)s
  and begins_at >= %(from)s and begins_at < %(to)s and known_at <= %(known_at)s
order by begins_at, known_at desc, source
