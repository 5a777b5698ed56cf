-- An area by number.
select id, kind, code, name from area where id = %(id)s
