-- Areas of some kinds that are valid at a moment (unix seconds), by name.
select id, kind, name
from area
where kind = any(%(kinds)s::text[])
  and (%(municipality)s::text is null or municipality = %(municipality)s)
  and valid_from <= to_timestamp(%(at)s)
  and coalesce(valid_to, 'infinity') > to_timestamp(%(at)s)
order by kind, code
