-- Recipients that are there, of a municipality or of all; or one by number, even if it was removed.
select id, municipality, name, kind, address, about, language, quiet_from, quiet_until, digest_at,
       added_by, added_at, removed_by, removed_at
from recipient
where case when %(id)s::int is null
    then removed_at is null and (%(municipality)s::text is null or municipality = %(municipality)s)
    else id = %(id)s end
order by municipality, name
