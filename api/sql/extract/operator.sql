-- All operators.
select to_jsonb(o) from operator o order by id
