-- A municipality's weather is asked for by itself, at these addresses (null: the usual ones).
insert into weather_source (municipality, station, forecast_url, measured_url, set_by, set_at)
values (%(municipality)s, %(station)s, %(forecast_url)s, %(measured_url)s, %(set_by)s, %(set_at)s)
on conflict (municipality) do update set
    station = excluded.station, forecast_url = excluded.forecast_url,
    measured_url = excluded.measured_url, set_by = excluded.set_by, set_at = excluded.set_at
