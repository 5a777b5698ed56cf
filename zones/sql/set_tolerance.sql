-- One more row in the history of tolerances, of a municipality that is there.
insert into position_tolerance (municipality, tolerance_m, set_by, set_at, why)
select %(municipality)s, %(metres)s, %(by)s, %(at)s, %(why)s
where exists (select from area where kind = 'municipality' and code = %(municipality)s)
returning id
