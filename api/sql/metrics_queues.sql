-- What waits to be done, by queue: how much, and for how many seconds the oldest of it.
select 'pushed_batches' as queue, count(*) as waiting,
       %(now)s - extract(epoch from min(received_at)) as waits_s
from push_batch where applied_at is null
union all
select 'feed_checks', count(*), %(now)s - extract(epoch from min(asked_at))
from feed_check where finished_at is null
union all
select 'messages', count(*), %(now)s - extract(epoch from min(due_at))
from notice where state = 'waiting' and due_at <= to_timestamp(%(now)s)
union all
select 'area_histories', count(*), %(now)s - extract(epoch from min(asked_at))
from area_fold where finished_at is null
union all
select 'recounts', count(*), null
from cell_recount
