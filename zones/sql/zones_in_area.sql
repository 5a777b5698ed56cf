-- Hubs or no-parking areas that lie in an area or near it, with the days that they held in a period.
select z.id, z.form_factors,
       greatest(extract(epoch from z.valid_from), %(start)s)::int8 as since,
       least(extract(epoch from coalesce(z.valid_to, 'infinity')), %(end)s)::int8 as until,
       st_asbinary(z.geom) as border
from area z
join area a on a.id = %(area)s
where z.kind = %(kind)s
  and z.valid_from < to_timestamp(%(end)s)
  and coalesce(z.valid_to, 'infinity') > to_timestamp(%(start)s)
  and st_dwithin(z.geom::geography, a.geom::geography, %(metres)s)
order by z.id
