-- The municipalities whose weather is asked for by itself.
select municipality, station, forecast_url, measured_url, set_by, set_at
from weather_source
order by municipality
