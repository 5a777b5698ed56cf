-- The effects that a municipality decided on, of a module or of all, with the day from which each was
-- taken back; as the decisions stood at a moment.
select e.id, e.municipality, e.module, e.cause, e.kind, e.area, e.value, e.indicator, e.hours_from,
       e.hours_until, e.recipients, e.message, e.valid_from,
       least(e.valid_until, ended.since) as valid_until, e.set_by, e.set_at, e.why
from module_effect e
left join lateral (
    select min(x.valid_from) as since from module_effect x
    where x.ends_id = e.id and x.set_at <= %(as_of)s
) ended on true
where e.municipality = %(municipality)s and e.ends_id is null and e.set_at <= %(as_of)s
  and (%(module)s::text is null or e.module = %(module)s)
order by e.module, e.id
