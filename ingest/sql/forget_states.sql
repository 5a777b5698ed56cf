-- Changes of state from before a moment of stays that are not kept any more.
delete from state_change c
where c.changed_at < %(before)s
  and not exists (select from stay s where s.id = c.stay_id)
  and not exists (select from open_stay o where o.id = c.stay_id)
