-- When the counts of any station of feeds were told, in stretches that touch a period.
with known as (
    select id, evidence_as_of(id) as evidence from feed where id = any(%(feeds)s::int[])
)
select distinct s.feed_id, c.starts_at, least(c.ends_at, k.evidence) as ends_at
from known k
join station s on s.feed_id = k.id
join station_count c on c.station_id = s.id
where c.starts_at < to_timestamp(%(end)s) and c.ends_at > to_timestamp(%(start)s)
  and c.starts_at <= k.evidence
order by s.feed_id, c.starts_at
