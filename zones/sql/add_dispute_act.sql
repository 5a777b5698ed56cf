-- One more act of a dispute; nothing where that number of it is there.
insert into dispute_act (
    dispute, number, what, side, words, links, remedy, said_by, verified, said_at
) values (
    %(dispute)s, %(number)s, %(what)s, %(side)s, %(words)s, %(links)s, %(remedy)s, %(by)s,
    %(verified)s, to_timestamp(%(at)s)
)
on conflict do nothing
returning number
