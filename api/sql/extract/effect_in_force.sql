-- What of that was in force in the period or near it.
select to_jsonb(f)
from effect_in_force f
join module_effect e on e.id = f.effect_id
where e.kind <> 'message' and f.decided_at <= asked_as_of()
  and f.begins_at < to_timestamp(%(end)s) and f.ends_at > to_timestamp(%(start)s)
  and e.municipality in (
    select case a.kind when 'municipality' then a.code else a.municipality end
    from area a where a.id = any(%(areas)s::int[])
)
order by f.id
