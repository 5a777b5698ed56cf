-- One stay in full, open or ended; never whose vehicle it is. The evidence clock of an open stay is
-- read at the last poll that listed it.
select s.id, f.key as feed, o.key as operator, f.id_policy, t.form_factor, t.propulsion, s.state,
       st_x(s.geom) as lon, st_y(s.geom) as lat,
       extract(epoch from s.first_seen)::int8 as first_seen,
       extract(epoch from s.start_lo)::int8 as start_lo, s.start_reason,
       extract(epoch from s.last_seen)::int8 as last_seen,
       extract(epoch from s.missing_since)::int8 as missing_since,
       extract(epoch from s.end_lo)::int8 as end_lo, extract(epoch from s.end_hi)::int8 as end_hi,
       extract(epoch from s.end_latest)::int8 as end_latest,
       s.end_reason, coalesce(s.observed_s, clock.reading_s - s.base_s) as observed_s
from (
    select id, feed_id, vehicle_type_id, state, geom, first_seen, start_lo, start_reason, base_s,
           coalesce(last_seen, (select evidence_at from feed_state w where w.feed_id = v.feed_id))
               as last_seen,
           missing_since, null::timestamptz as end_lo, null::timestamptz as end_hi,
           null::timestamptz as end_latest, null::text as end_reason, null::int8 as observed_s
    from open_stay v where id = %(id)s
    union all
    select id, feed_id, vehicle_type_id, state, geom, first_seen, start_lo, start_reason, base_s,
           end_lo, null, end_lo, end_hi, end_latest, end_reason, observed_s
    from stay where id = %(id)s
) s
join feed f on f.id = s.feed_id
join operator o on o.id = f.operator_id
join vehicle_type t on t.id = s.vehicle_type_id
left join lateral (
    select c.starts_s + extract(epoch from least(s.last_seen, c.ends_at) - c.starts_at)::int8
               as reading_s
    from coverage_span c
    where c.feed_id = s.feed_id and c.starts_at <= s.last_seen
    order by c.starts_at desc limit 1
) clock on true
