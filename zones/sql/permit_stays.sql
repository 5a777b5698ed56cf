-- Stays in areas over a period, one row for each pair, not clipped.
-- may_since: it may have come right after it was last looked for, or at any time before the feed's
-- first poll. sure_to: the last poll that listed it. until: it ended not later than this. ended: 0 not, 1 it left, 2 not known how, 3 else.
-- state: 0 available, 1 reserved, 2 out of order; the newest that was told.
select s.id, s.feed_id, s.vehicle_type_id, s.base_s, s.first_seen, s.may_since, s.sure_to, s.until,
       s.ended, s.state, inside.area_id, st_x(s.geom) as lon, st_y(s.geom) as lat
from (
    select o.id, o.feed_id, o.vehicle_type_id, o.base_s, o.first_seen, o.areas, o.geom,
           case o.start_reason when 'first_poll' then '-infinity'::timestamptz
               else least(o.start_lo, o.first_seen) end as may_since,
           coalesce(o.last_seen, w.evidence_at, o.first_seen) as sure_to,
           coalesce(o.missing_anew, o.missing_since, 'infinity') as until, 0 as ended,
           case o.state when 'available' then 0 when 'reserved' then 1 else 2 end as state
    from open_stay o
    left join feed_state w on w.feed_id = o.feed_id
    where o.areas && %(areas)s::int[]
      and coalesce(o.missing_anew, o.missing_since, 'infinity') > to_timestamp(%(start)s)
      and least(o.start_lo, o.first_seen) < to_timestamp(%(end)s)
    union all
    select id, feed_id, vehicle_type_id, base_s, first_seen, areas, geom,
           case start_reason when 'first_poll' then '-infinity'::timestamptz
               else least(start_lo, first_seen) end,
           end_lo, coalesce(end_latest, end_hi),
           case when end_reason in ('departed', 'moved') then 1
               when end_reason in ('unknown_gap', 'unknown_mass') then 2 else 3 end,
           case state when 'available' then 0 when 'reserved' then 1 else 2 end
    from stay
    where areas && %(areas)s::int[]
      and (end_hi > to_timestamp(%(start)s) or end_latest > to_timestamp(%(start)s))
      and least(start_lo, first_seen) < to_timestamp(%(end)s)
) s
cross join lateral unnest(s.areas) as inside (area_id)
where inside.area_id = any(%(areas)s::int[])
order by inside.area_id, s.id
