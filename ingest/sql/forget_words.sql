-- Words from before a moment that no stay can need any more. Of each vehicle what it did at that
-- moment is kept whole, from the first word of that stay on: later words may continue it.
with newest as (
    select distinct on (e.vehicle_id) e.vehicle_id, e.stay_id, e.event_at
    from push_event e
    where e.event_at < %(before)s
    order by e.vehicle_id, e.event_at desc, e.event_id desc
), kept as (
    select n.vehicle_id, coalesce(
               (select min(e.event_at) from push_event e
                where e.vehicle_id = n.vehicle_id and e.stay_id = n.stay_id),
               n.event_at
           ) as since
    from newest n
), gone as (
    delete from push_event e
    using kept k
    where e.vehicle_id = k.vehicle_id and e.event_at < k.since
    returning e.vehicle_id
)
update push_vehicle v
set words_from = k.since
from kept k
where v.id = k.vehicle_id
  and exists (select from gone g where g.vehicle_id = v.id)
