-- What the good lists of feeds told, by feed and step of a period: of how many vehicles each field,
-- and how old the lists were when they came: 95 of 100 were not older.
-- cuts: edges of the steps in unix seconds. An age that is not known lies between youngest_s and
-- oldest_s: of a list that tells no time anything may be, of one that was refused as stale it is at
-- least stale_s. Of what is pushed, the age is that of the words in a batch.
with known as (
    select f.id, f.format, evidence_as_of(f.id) as evidence, asked_as_of() as asked
    from feed f where f.id = any(%(feeds)s::int[])
), list as (
    select p.feed_id, p.started_at, p.told, p.evidence_at,
           case when k.format = 'agency' then p.told[7]
                when p.outcome = 'stale_source' then %(stale_s)s
                when p.source_at is null then 0
                else greatest(0, extract(epoch from p.finished_at - p.evidence_at))::int8
           end as youngest_s,
           case when k.format = 'agency' then p.told[7]
                when p.outcome = 'stale_source' or p.source_at is null then %(forever_s)s
                else greatest(0, extract(epoch from p.finished_at - p.evidence_at))::int8
           end as oldest_s
    from known k
    join poll p on p.feed_id = k.id
    where p.started_at >= to_timestamp(%(start)s) and p.started_at < to_timestamp(%(end)s)
      and p.started_at <= k.asked
      and (p.evidence_at <= k.evidence or p.outcome = 'stale_source')
)
select feed_id,
       (width_bucket(extract(epoch from started_at)::int8, %(cuts)s::int8[]) - 1)::int8 as step,
       count(evidence_at) as lists,
       coalesce(sum(told[1]), 0)::int8 as vehicles,
       coalesce(sum(told[2]), 0)::int8 as position,
       coalesce(sum(told[3]), 0)::int8 as state,
       coalesce(sum(told[4]), 0)::int8 as vehicle_type,
       coalesce(sum(told[5]), 0)::int8 as powered,
       coalesce(sum(told[6]), 0)::int8 as battery_range,
       coalesce(percentile_disc(%(nearly_all)s) within group (order by youngest_s), -1)::int8
           as youngest_s,
       coalesce(percentile_disc(%(nearly_all)s) within group (order by oldest_s), -1)::int8
           as oldest_s
from list
group by 1, 2
