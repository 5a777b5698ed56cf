-- Words from before a moment that no stay can need any more: of each vehicle the last stay (or time
-- without one) before that moment is kept whole, since later words may continue it.
delete from push_event e
where e.event_at < %(before)s
  and exists (
      select from push_event later
      where later.vehicle_id = e.vehicle_id
        and (later.event_at, later.event_id) > (e.event_at, e.event_id)
        and later.event_at < %(before)s
        and later.stay_id is distinct from e.stay_id
  )
