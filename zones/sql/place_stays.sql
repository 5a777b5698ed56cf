-- Write into stays in which of some areas their place lies too. stays, found: pairs of a stay and an
-- area that covers it. A stay that has them all already is left alone.
update {table} s
set areas = (select array_agg(distinct x order by x) from unnest(s.areas || p.areas) x)
from (
    select id, array_agg(area::int) as areas
    from unnest(%(stays)s::int8[], %(found)s::int8[]) as q (id, area)
    group by id
) p
where s.id = p.id and not s.areas @> p.areas
