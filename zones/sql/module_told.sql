-- What was told last of the days of a stretch, by a module or by all, in one municipality; as it
-- stood at a moment.
select distinct on (t.module, t.day, t.basis)
       t.module, t.day, t.basis, t.answer, t.results, t.known_at, t.told_at, s.version, s.digest,
       s.id as setting_id
from module_told t
join module_run r on r.id = t.run_id
join module_setting s on s.id = r.setting_id
where t.municipality = %(municipality)s
  and (%(module)s::text is null or t.module = %(module)s)
  and t.day >= %(from)s and t.day < %(to)s and t.told_at <= %(as_of)s
order by t.module, t.day, t.basis, t.told_at desc, t.run_id desc
