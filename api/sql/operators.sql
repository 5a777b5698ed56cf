-- Every operator, by name.
select key, name from operator order by name, key
