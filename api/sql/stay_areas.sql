-- The areas that a stay lies in.
select a.id, a.kind, a.code, a.name
from area a
where a.id = any(
    array(select unnest(areas) from open_stay where id = %(id)s
          union select unnest(areas) from stay where id = %(id)s)
)
order by a.kind, a.code, a.valid_from
