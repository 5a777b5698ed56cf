-- The areas that the answer is about, their municipalities in all versions, and every zone of policy
-- and municipality that meets them.
select to_jsonb(a) || jsonb_build_object('geom', a.geom::text)
from area a
where a.id = any(%(areas)s::int[])
   or (a.kind in ('municipality', 'hub', 'no_parking', 'monitoring') and exists (
       select from area b where b.id = any(%(areas)s::int[]) and st_intersects(a.geom, b.geom)
   ))
   or (a.kind = 'municipality' and a.code in (
       select case b.kind when 'municipality' then b.code else b.municipality end
       from area b where b.id = any(%(areas)s::int[])
   ))
order by id
