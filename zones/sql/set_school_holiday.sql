-- One school holiday of a municipality; said again, the newer word holds.
insert into school_holiday (municipality, first_day, last_day, name, source)
values (%(municipality)s, %(first_day)s, %(last_day)s, %(name)s, %(source)s)
on conflict (municipality, first_day) do update
set last_day = excluded.last_day, name = excluded.name, source = excluded.source
