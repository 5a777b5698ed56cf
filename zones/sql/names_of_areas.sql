-- The names and numbers of areas of a municipality by kind/code; of several versions the newest.
select distinct on (kind, code) kind || '/' || code, name, id from area
where kind || '/' || code = any(%(keys)s::text[])
  and (municipality = %(municipality)s or (kind = 'municipality' and code = %(municipality)s))
order by kind, code, valid_from desc
