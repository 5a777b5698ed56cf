-- All that a module ever told of a day in a municipality, in the order in which it was told.
select t.module, t.day, t.basis, t.answer, t.results, t.known_at, t.told_at, s.version, s.digest,
       s.id as setting_id
from module_told t
join module_run r on r.id = t.run_id
join module_setting s on s.id = r.setting_id
where t.municipality = %(municipality)s and t.module = %(module)s and t.day = %(day)s
order by t.told_at, t.run_id
