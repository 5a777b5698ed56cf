-- What is in force by modules in a stretch: of a municipality, a kind, an area (kind/code) or of all;
-- what was observed of the day stands beside it.
select h.id, h.effect_id, h.municipality, h.module, h.version, h.title, h.kind, h.area, h.value,
       h.indicator, h.recipients, h.message, h.set_by, h.set_at, h.why, h.day, h.begins_at, h.ends_at,
       h.decided_at,
       (
           select t.answer from module_told t
           where t.municipality = h.municipality and t.module = h.module and t.day = h.day
             and t.basis = 'observed' and t.told_at <= (select asked_as_of())
           order by t.told_at desc, t.run_id desc
           limit 1
       ) as observed
from effect_held h
where h.begins_at < %(to)s and h.ends_at > %(from)s
  and (%(municipality)s::text is null or h.municipality = %(municipality)s)
  and (%(kind)s::text is null or h.kind = %(kind)s)
  and (%(area)s::text is null or h.area = %(area)s)
order by h.begins_at, h.id
