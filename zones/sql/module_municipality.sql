-- The code of a municipality, told by code, by name, or by its name as in an address (den-haag).
select code from area
where kind = 'municipality'
  and %(told)s in (code, name, lower(code), lower(name), lower(replace(name, ' ', '-')))
order by valid_from desc
limit 1
