-- That they were counted.
insert into permit_counted
select municipality, zone, tolerance_m, day, made_at, basis from permit_new_counted
on conflict (municipality, zone, tolerance_m, day)
do update set made_at = excluded.made_at, basis = excluded.basis
