-- Every feed (or the one with a key) with the state it is in.
select f.id, f.key, f.name, o.key as operator, f.format, f.interval_s, f.id_policy,
       f.enabled,
       extract(epoch from s.evidence_at)::int8 as evidence_at, coalesce(s.standing, 0) as standing,
       extract(epoch from s.last_poll_at)::int8 as last_poll_at, s.last_outcome, s.last_reason,
       coalesce(p.dropped, '{}') as dropped, coalesce(s.clock_offset_s, 0) as clock_offset_s,
       s.suspect_outcome, extract(epoch from s.suspect_since)::int8 as suspect_since,
       s.suspect_polls, s.suspect_listed
from feed f
join operator o on o.id = f.operator_id
left join feed_state s on s.feed_id = f.id
left join poll p on p.feed_id = f.id and p.started_at = s.last_poll_at
where %(key)s::text is null or f.key = %(key)s
order by o.name, f.key
