-- All that is kept of what was told about certain vehicles, vehicle by vehicle.
select e.vehicle_id, extract(epoch from e.event_at)::float8 as at, e.event_id, e.state, e.arrived,
       e.lon, e.lat, e.stay_id
from push_event e
where e.vehicle_id = any(%(vehicles)s::int[])
order by e.vehicle_id, e.event_at, e.event_id
