-- The municipality of each of some areas and all versions of its border, one row for each pair: by the
-- lowest number of these (town), with the first moment from which a border holds (unix seconds). Not
-- those of which no border is there, nor whose history is still being counted.
select a.id as area_id, t.town, t.since, version.id as version
from area a
join (
    select code, min(id) as town, array_agg(id) as versions,
           extract(epoch from min(valid_from))::int8 as since
    from area m
    where kind = 'municipality'
    group by code
    having not bool_or(exists (
        select from area_fold f where f.area_id = m.id and f.finished_at is null
    ))
) t on t.code = case a.kind when 'municipality' then a.code else a.municipality end
cross join lateral unnest(t.versions) as version (id)
where a.id = any(%(areas)s::int[])
