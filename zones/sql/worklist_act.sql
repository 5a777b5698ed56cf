-- One more action about a stay; nothing where somebody else was first.
insert into worklist_action (stay_id, number, what, assignee, note, said_by, verified, said_at)
values (%(stay)s, %(number)s, %(what)s, %(assignee)s, %(note)s, %(by)s, %(verified)s,
        to_timestamp(%(at)s))
on conflict (stay_id, number) do nothing
returning number
