-- The places of a hub.
select capacity from area where id = %(id)s
