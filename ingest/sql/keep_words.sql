-- Events and points that operators pushed, each once, whatever how often it comes. Gives, vehicle by
-- vehicle of which something is new, how many came late, and about when the first of those is.
with told as (
    select w.id, v.id as vehicle_id, least(to_timestamp(w.at_ms / 1000.0), w.received) as at,
           w.received, w.state, w.arrived, w.lon, w.lat
    from unnest(
        %(ids)s::uuid[], %(devices)s::uuid[], %(at_ms)s::int8[], %(received)s::timestamptz[],
        %(states)s::text[], %(arrived)s::bool[], %(lon)s::float8[], %(lat)s::float8[]
    ) as w (id, device, at_ms, received, state, arrived, lon, lat)
    join push_vehicle v on v.feed_id = %(feed_id)s and v.device_id = w.device
), kept as (
    insert into push_event (
        feed_id, event_id, vehicle_id, event_at, received_at, state, arrived, lon, lat
    )
    select %(feed_id)s, id, vehicle_id, at, received, state, arrived, lon, lat
    from told
    where at >= %(oldest)s
    on conflict do nothing
    returning vehicle_id, event_at,
              received_at - event_at > make_interval(secs => %(late_s)s) as late
)
select vehicle_id, count(*) filter (where late),
       extract(epoch from min(event_at) filter (where late))::int8
from kept
group by vehicle_id
order by vehicle_id
