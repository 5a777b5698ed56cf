-- Whether a municipality has an area (kind/code) that still holds.
select 1 from area
where kind = split_part(%(key)s, '/', 1) and code = substr(%(key)s, strpos(%(key)s, '/') + 1)
  and (municipality = %(municipality)s or (kind = 'municipality' and code = %(municipality)s))
  and valid_to is null
