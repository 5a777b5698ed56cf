-- Every municipality by code, with its newest name.
select distinct on (code) code, name from area where kind = 'municipality'
order by code, valid_from desc
