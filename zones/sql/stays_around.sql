-- Stays with their places in any of some areas and within a box (degrees) over a period.
-- sure_to: the last poll that listed it. ended: 0 not, 1 left, 2 moved, 3 withdrawn, 4 not known how
-- (also: missing just now, and it may still come back).
select s.id, s.feed_id, s.vehicle_type_id, s.base_s, st_x(s.geom) as lon, st_y(s.geom) as lat,
       s.first_seen, s.until, s.sure_to, s.ended
from (
    select o.id, o.feed_id, o.vehicle_type_id, o.base_s, o.geom, o.first_seen, o.areas,
           coalesce(o.missing_since, 'infinity') as until,
           coalesce(o.last_seen, w.evidence_at, o.first_seen) as sure_to,
           case when o.missing_since is null then 0 else 4 end as ended
    from open_stay o
    left join feed_state w on w.feed_id = o.feed_id
    union all
    select id, feed_id, vehicle_type_id, base_s, geom, first_seen, areas, end_hi, end_lo,
           case end_reason when 'departed' then 1 when 'moved' then 2 when 'withdrawn' then 3
               else 4 end
    from stay
) s
where s.areas && %(areas)s::int[]
  and s.geom && st_makeenvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326)
  and s.until > to_timestamp(%(start)s)
  and s.first_seen < to_timestamp(%(end)s)
  and s.feed_id = any(%(feeds)s::int[])
order by s.id
