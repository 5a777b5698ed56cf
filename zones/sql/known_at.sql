-- What is known of each feed at a moment (unix seconds), or now when the moment is null: the run
-- of evidence that began last before it, and the reading of the feed's evidence clock.
select f.id as feed_id, f.key, f.name, o.key as operator, f.enabled,
       f.id_policy = 'rotating' as rotating,
       coalesce(s.generation, 0) as generation,
       extract(epoch from s.evidence_at)::int8 as evidence_at,
       extract(epoch from span.starts_at)::int8 as starts_at,
       extract(epoch from span.ends_at)::int8 as ends_at,
       span.starts_s
from feed f
join operator o on o.id = f.operator_id
left join feed_state s on s.feed_id = f.id
left join lateral (
    select c.starts_at, c.ends_at, c.starts_s
    from coverage_span c
    where c.feed_id = f.id
      and c.starts_at <= coalesce(to_timestamp(%(at)s::float8), 'infinity')
    order by c.starts_at desc
    limit 1
) span on true
order by f.id
