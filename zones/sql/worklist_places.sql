-- The neighbourhood of certain stays at a moment (unix seconds); the district where none is drawn.
select distinct on (s.id) s.id, a.id as area, a.kind, a.code, a.name
from (
    select id, areas from open_stay where id = any(%(ids)s::int8[])
    union all
    select id, areas from stay where id = any(%(ids)s::int8[]) and end_hi > to_timestamp(%(at)s)
) s
join area a on a.id = any(s.areas) and a.kind in ('neighbourhood', 'district')
  and a.valid_from <= to_timestamp(%(at)s)
  and (a.valid_to is null or a.valid_to > to_timestamp(%(at)s))
order by s.id, a.kind = 'district', a.id
