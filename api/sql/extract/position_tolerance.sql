-- What the municipalities of the areas decided about tolerance, as far as it was known.
select to_jsonb(t)
from position_tolerance t
where t.set_at <= asked_as_of() and t.municipality in (
    select case a.kind when 'municipality' then a.code else a.municipality end
    from area a where a.id = any(%(areas)s::int[])
)
order by t.id
