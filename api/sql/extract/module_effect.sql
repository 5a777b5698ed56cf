-- What the municipalities of the areas let follow from modules, but for messages, with what ended it.
select to_jsonb(e)
from module_effect e
where e.kind <> 'message' and e.set_at <= asked_as_of() and e.municipality in (
    select case a.kind when 'municipality' then a.code else a.municipality end
    from area a where a.id = any(%(areas)s::int[])
)
order by e.id
