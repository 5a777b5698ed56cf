-- How far the history of an area has been counted. An area without a row was there before any
-- evidence was: it was counted as the evidence came.
select a.id as area, case
           when f.area_id is null or f.finished_at is not null then 'counted'
           when f.folded_from is null then 'waiting' else 'counting'
       end as state,
       coalesce(f.done_share, 1) as share,
       extract(epoch from f.from_at)::int8 as begins_at,
       extract(epoch from f.to_at)::int8 as ends_at,
       extract(epoch from f.folded_from)::int8 as counted_from,
       extract(epoch from f.asked_at)::int8 as asked_at,
       extract(epoch from f.started_at)::int8 as started_at,
       extract(epoch from f.finished_at)::int8 as finished_at,
       f.failed
from area a
left join area_fold f on f.area_id = a.id
where a.id = %(id)s
