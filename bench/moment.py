"""The map of any past moment in months of history."""

COUNT = 2_000_000
DAYS = 90
FEEDS = 10
WORLD = """
insert into vehicle_type (form_factor, propulsion)
    values ('bicycle', 'human'), ('moped', 'electric'), ('cargo_bicycle', 'electric_assist');
insert into operator (key, name) select 'operator' || n, 'Operator ' || n
    from generate_series(1, {feeds}) n;
insert into feed (key, operator_id, name, url, interval_s)
    select 'feed' || id, id, name, 'http://127.0.0.1/', 30 from operator;
insert into feed_state (feed_id, generation, evidence_at, evidence_s)
    select id, 1, {now}, {days} * 86400 from feed;
insert into coverage_span (feed_id, starts_at, ends_at, starts_s)
    select feed_id, evidence_at - interval '{days} days', evidence_at, 0 from feed_state;
insert into area (kind, code, name, municipality, valid_from, geom, area_m2, source)
    select 'municipality', 'GM' || x || y, 'Town', 'GM' || x || y, '2000-01-01', st_multi(b),
           st_area(b::geography), 'bench'
    from generate_series(0, 9) x, generate_series(0, 9) y, lateral st_makeenvelope(
        4 + x * 0.2, 51.5 + y * 0.15, 4.2 + x * 0.2, 51.65 + y * 0.15, 4326) b;
create temporary table told as
    select (f.feed_id::int8 << 40) + n as id, f.feed_id, (1 + n % 3)::int2 as vehicle_type_id,
           (array['available', 'reserved', 'out_of_order'])[1 + n % 3] as state, p.x, p.y,
           date_trunc('second', f.evidence_at - a.age_s * interval '1 second') as first_seen,
           date_trunc('second', f.evidence_at - (a.age_s - greatest(a.stood_s, 60))
                      * interval '1 second') as end_hi,
           {days} * 86400 - a.age_s as base_s,
           array[1 + 10 * trunc((p.x - 4) / 0.2) + trunc((p.y - 51.5) / 0.15)]::int4[] as areas
    from generate_series(1, {count}) n
    join feed_state f on f.feed_id = 1 + n % {feeds}
    cross join lateral (
        select (random() * {days} * 86400)::int8 as age_s,
               (-ln(1 - random()) * 3600 * case when n % 100 < 85 then 8 when n % 100 < 99 then 72
                                           else 720 end)::int8 as stood_s where n > 0
    ) a
    cross join lateral (select 4 + random() * 2 as x, 51.5 + random() * 1.5 as y where n > 0) p;
insert into stay (id, end_hi, end_lo, end_reason, feed_id, vehicle_type_id, state, geom, first_seen,
                  start_lo, start_reason, base_s, observed_s, areas)
    select id, end_hi, end_hi - interval '30 seconds', 'departed', feed_id, vehicle_type_id, state,
           st_setsrid(st_makepoint(x, y), 4326), first_seen, first_seen - interval '30 seconds',
           'arrived', base_s, extract(epoch from end_hi - first_seen)::int8 - 30, areas
    from told where end_hi <= {now} order by end_hi;
insert into open_stay (id, feed_id, vehicle, vehicle_type_id, state, geom, first_seen, start_reason,
                       base_s, areas)
    select id, feed_id, gen_random_uuid(), vehicle_type_id, state,
           st_setsrid(st_makepoint(x, y), 4326), first_seen, 'arrived', base_s, areas
    from told where end_hi > {now};
insert into state_change (stay_id, changed_at, feed_id, changed_lo, observed_s, was, became)
    select id, least(end_hi, {now}) - part * interval '1 second', feed_id,
           least(end_hi, {now}) - (part + 30) * interval '1 second', 0,
           case state when 'available' then 'reserved' else 'available' end, state
    from told, lateral (
        select (extract(epoch from least(end_hi, {now}) - first_seen) / 2)::int8 as part) p
    where id % 2 = 0 and first_seen < least(end_hi, {now}) - part * interval '1 second'
    order by 2;
drop table told;
"""
