-- Where a batch of counted days waits for a moment.
create temp table permit_new (like permit_day) on commit drop;
alter table permit_new drop column packed;
create temp table permit_new_counted (like permit_counted, why text not null) on commit drop
