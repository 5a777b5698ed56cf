-- The border of an area by number, as well-known binary.
select st_asbinary(geom) from area where id = %(id)s
