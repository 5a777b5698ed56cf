-- The cells of the one grid of each municipality that held at a moment (unix seconds), the border
-- of each as well-known binary. grids: the kind of area by municipality, `` for all others.
select a.id, st_asbinary(a.geom) as geom
from area a
where a.kind = coalesce(%(grids)s::jsonb ->> a.municipality, %(grids)s::jsonb ->> '')
  and a.kind in ('district', 'h3')
  and a.valid_from <= to_timestamp(%(at)s)
  and (a.valid_to is null or a.valid_to > to_timestamp(%(at)s))
order by a.id
