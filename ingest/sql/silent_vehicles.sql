-- Vehicles that operators registered and that nobody heard of since a moment: no word came, and none
-- stands in a feed whose line was alive since. Beside each the key of its feed, its id, and whether
-- that is a pseudonym by now.
select v.id, f.key, v.device_id, v.forgotten_at is not null
from push_vehicle v
join feed f on f.id = v.feed_id
left join feed_state s on s.feed_id = v.feed_id
where v.registered_at < %(before)s
  and not exists (
      select from push_event e where e.vehicle_id = v.id and e.received_at >= %(before)s
  )
  and not (
      coalesce(s.evidence_at >= %(before)s, false)
      and exists (
          select from push_event e join open_stay o on o.id = e.stay_id where e.vehicle_id = v.id
      )
  )
order by v.id
