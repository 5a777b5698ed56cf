-- Hubs or no-parking areas that lie in an area or near it, with each stretch of a period in which
-- their rule held.
select z.id, z.form_factors,
       greatest(extract(epoch from lower(span)), %(start)s)::int8 as since,
       least(extract(epoch from coalesce(upper(span), 'infinity')), %(end)s)::int8 as until,
       st_asbinary(z.geom) as border
from area z
join area a on a.id = %(area)s
cross join lateral unnest(rule_held(z)) as span
where z.kind = %(kind)s
  and z.valid_from < to_timestamp(%(end)s)
  and coalesce(z.valid_to, 'infinity') > to_timestamp(%(start)s)
  and span && tstzrange(to_timestamp(%(start)s), to_timestamp(%(end)s))
  and st_dwithin(z.geom::geography, a.geom::geography, %(metres)s)
order by z.id, since
