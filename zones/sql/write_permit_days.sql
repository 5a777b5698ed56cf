-- The days as they are counted now; what is the same stays as it was told.
insert into permit_day select * from permit_new on conflict do nothing
