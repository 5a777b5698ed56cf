-- Every feed with what its keeper watches; times are ages in seconds at a moment.
with day as (
    select feed_id,
           count(*) filter (where starts_at > to_timestamp(%(start)s) and starts_s > 0) as gaps,
           sum(extract(epoch from least(ends_at, to_timestamp(%(now)s))
                                  - greatest(starts_at, to_timestamp(%(start)s)))) as covered_s
    from coverage_span
    where ends_at > to_timestamp(%(start)s)
    group by feed_id
), first as (
    select feed_id, min(starts_at) as starts_at from coverage_span group by feed_id
)
select f.key as feed, f.enabled,
       extract(epoch from s.evidence_at)::int8 as evidence_at,
       greatest(0, %(now)s - extract(epoch from s.evidence_at))::float8 as evidence_age_seconds,
       greatest(0, %(now)s - extract(epoch from s.last_poll_at))::float8 as poll_age_seconds,
       case when f.format <> 'agency' then
           greatest(0, %(now)s - extract(epoch from s.last_poll_at) - f.interval_s)
       end::float8 as poll_lag_seconds,
       greatest(0, extract(epoch from s.evidence_at - c.seen_to))::float8 as fold_lag_seconds,
       coalesce(d.gaps, 0) as gaps,
       greatest(0, least(%(now)s - %(start)s, %(now)s - extract(epoch from first.starts_at))
                   - coalesce(d.covered_s, 0))::float8 as gap_seconds,
       case when s.suspect_outcome is null then 0 else 1 end as quarantined,
       case when s.evidence_at is not null then s.standing end as standing
from feed f
left join feed_state s on s.feed_id = f.id
left join fold_state c on c.feed_id = f.id
left join day d on d.feed_id = f.id
left join first on first.feed_id = f.id
order by f.key
