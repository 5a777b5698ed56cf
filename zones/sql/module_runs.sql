-- The newest runs of a module in a municipality, of a setting or of all, the newest first.
select id, setting_id, basis, first_day, last_day, ran_at, outcome, sentence, place, walls, took_ms
from module_run
where municipality = %(municipality)s and module = %(module)s
  and (%(setting)s::int is null or setting_id = %(setting)s)
order by id desc
limit %(most)s
