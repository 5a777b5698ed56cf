-- The code of the municipality of an area; its own where it is one.
select coalesce(municipality, code) from area where id = %(id)s
