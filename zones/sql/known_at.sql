-- What is known of each feed at a moment (unix seconds), or now when the moment is null: the run
-- of evidence that began last before it, and the reading of the feed's evidence clock. As of an
-- earlier moment (see evidence_as_of), evidence that came later is left out. Beside it since when it
-- is kept where vehicles stood (null: since ever).
select f.id as feed_id, f.key, f.name, o.key as operator, f.enabled,
       f.id_policy = 'rotating' as rotating,
       coalesce(s.generation, 0) as generation,
       case when span.starts_at is not null
            then extract(epoch from least(s.evidence_at, as_of.at))::int8 end as evidence_at,
       extract(epoch from span.starts_at)::int8 as starts_at,
       extract(epoch from span.ends_at)::int8 as ends_at,
       span.starts_s, as_of.at < 'infinity' as pinned,
       (select ceil(extract(epoch from kept_from))::int8 from retention where what = 'stay') as kept_s
from feed f
join operator o on o.id = f.operator_id
cross join lateral (select evidence_as_of(f.id) as at) as_of
left join feed_state s on s.feed_id = f.id
left join lateral (
    select c.starts_at, least(c.ends_at, as_of.at) as ends_at, c.starts_s
    from coverage_span c
    where c.feed_id = f.id
      and c.starts_at <= least(to_timestamp(%(at)s::float8), as_of.at)
    order by c.starts_at desc
    limit 1
) span on true
where as_of.at > '-infinity'
order by f.id
