-- One feed on trial.
select id, url, format, default_form_factor,
       case when finished_at is not null then 'done'
            when started_at is not null then 'running'
            else 'waiting' end as state,
       extract(epoch from asked_at)::int8 as asked_at,
       extract(epoch from finished_at)::int8 as finished_at, report
from feed_check
where id = %(id)s
