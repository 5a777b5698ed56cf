-- How deep stays of a period lie in areas, in metres: below 0 outside, no farther than tolerance.
select s.id, a.id as area_id,
       st_distance(s.geom::geography, st_boundary(a.geom)::geography)
           * case when st_covers(a.geom, s.geom) then 1 else -1 end as depth_m
from area a
join standing_stay s
  on s.geom && st_expand(st_envelope(a.geom), %(tolerance)s / 50000.0)
 and st_dwithin(s.geom::geography, a.geom::geography, %(tolerance)s)
where a.id = any(%(areas)s::int[])
  and s.until > to_timestamp(%(start)s)
  and s.first_seen < to_timestamp(%(end)s)
order by 1, 2
