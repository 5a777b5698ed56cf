-- Beginnings and ends of stays in areas over a period: each happened after `lo` and not later than
-- `hi`; `known` tells whether it is an arrival or a departure. An absence that a return can still
-- undo is not known. Whether the area held then is for the reader to see: joined here, a plan for
-- any parameters would go through all areas for each stay.
-- start, end: unix seconds, the start not included.
select inside.area_id, s.feed_id, s.vehicle_type_id, s.begins, s.known, s.lo, s.hi
from (
    select areas, feed_id, vehicle_type_id, true as begins,
           start_reason in ('arrived', 'moved') as known,
           coalesce(start_lo, first_seen - interval '1 second') as lo, first_seen as hi
    from stay
    where end_hi > to_timestamp(%(start)s) and areas && %(areas)s::int[]
    union all
    select areas, feed_id, vehicle_type_id, true, start_reason in ('arrived', 'moved'),
           coalesce(start_lo, first_seen - interval '1 second'), first_seen
    from open_stay
    where areas && %(areas)s::int[]
    union all
    select areas, feed_id, vehicle_type_id, false, end_reason in ('departed', 'moved'),
           end_lo, coalesce(end_latest, end_hi)
    from stay
    where end_hi > to_timestamp(%(start)s) and areas && %(areas)s::int[]
    union all
    select areas, feed_id, vehicle_type_id, false, false, end_lo, end_latest
    from stay
    where end_latest > to_timestamp(%(start)s) and end_hi <= to_timestamp(%(start)s)
      and areas && %(areas)s::int[]
    union all
    select areas, feed_id, vehicle_type_id, false, false, last_seen,
           coalesce(missing_anew, missing_since)
    from open_stay
    where missing_since is not null and areas && %(areas)s::int[]
) s
cross join lateral unnest(s.areas) as inside (area_id)
where inside.area_id = any(%(areas)s::int[])
  and s.hi > to_timestamp(%(start)s)
  and s.hi <= evidence_as_of(s.feed_id)
  and s.lo < to_timestamp(%(end)s)
  and s.feed_id = any(%(feeds)s::int[])
