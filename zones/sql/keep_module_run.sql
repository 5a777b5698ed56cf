-- How one run of a module for a municipality ended.
insert into module_run (
    setting_id, municipality, module, basis, first_day, last_day, ran_at, outcome, sentence, place,
    walls, took_ms
) values (
    %(setting)s, %(municipality)s, %(module)s, %(basis)s, %(first)s, %(last)s, %(at)s, %(outcome)s,
    %(sentence)s, %(place)s, %(walls)s, %(took_ms)s
)
returning id
