-- The open stays of a feed with the readings of its evidence clock that the next poll needs.
-- A moment in a gap reads as the end of the run before it.
select o.id, o.vehicle, st_x(o.geom) as lon, st_y(o.geom) as lat,
       extract(epoch from o.first_seen)::int8 as first_seen, o.base_s, o.state, o.vehicle_type_id,
       extract(epoch from coalesce(o.state_since, o.first_seen))::int8 as state_since,
       st_x(o.put_back) as back_lon, st_y(o.put_back) as back_lat,
       extract(epoch from o.last_seen)::int8 as last_seen,
       extract(epoch from o.missing_since)::int8 as missing_since,
       seen.clock_s as last_seen_s,
       extract(epoch from counts.since)::int8 as missing_anew,
       gone.clock_s as missing_anew_s, gone.polls as missing_polls
from open_stay o
left join lateral (
    select s.starts_s + extract(epoch from least(o.last_seen, s.ends_at) - s.starts_at)::int8
               as clock_s
    from coverage_span s
    where s.feed_id = o.feed_id and s.starts_at <= o.last_seen
    order by s.starts_at desc limit 1
) seen on true
cross join lateral (select coalesce(o.missing_anew, o.missing_since) as since) counts
left join lateral (
    select s.starts_s + extract(epoch from least(counts.since, s.ends_at) - s.starts_at)::int8
               as clock_s,
           (select count(distinct p.evidence_at) from poll p
            where p.feed_id = o.feed_id and p.evidence_at >= counts.since
              and p.started_at >= counts.since - interval '2 hours') as polls
    from coverage_span s
    where s.feed_id = o.feed_id and s.starts_at <= counts.since
    order by s.starts_at desc limit 1
) gone on true
where o.feed_id = %(feed_id)s
order by o.id
