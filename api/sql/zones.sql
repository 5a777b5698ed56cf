-- Zones as GeoJSON features with their phase at a moment: those drawn by then, or one by number.
-- in_force: whether its rule holds at that moment.
select jsonb_build_object(
    'type', 'Feature',
    'id', id,
    'bbox', jsonb_build_array(
        round(st_xmin(geom)::numeric, 6), round(st_ymin(geom)::numeric, 6),
        round(st_xmax(geom)::numeric, 6), round(st_ymax(geom)::numeric, 6)
    ),
    'geometry', case when %(geometry)s then st_asgeojson(geom, 6)::jsonb end,
    'properties', jsonb_build_object(
        'code', code, 'name', name, 'kind', kind, 'municipality', municipality,
        'phase', phase, 'capacity', capacity,
        'places', (select sum(n::int8) from jsonb_each_text(capacity) as c (form, n)),
        'form_factors', form_factors, 'area_m2', area_m2,
        'drawn_at', to_char(drawn_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'committed_at', to_char(committed_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'publish_on', to_char(publish_on, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'active_from', to_char(active_from, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'retire_published', to_char(retire_published, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'retire_on', to_char(retire_on, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'previous', previous_id,
        'next', (select min(n.id) from zone n where n.previous_id = z.id and n.active_from is not null),
        'area', area_id,
        'change', (select max(c.id) from zone_change c where c.zone_id = z.id),
        'in_force', coalesce(
            (select rule_held(a) @> to_timestamp(%(at)s) from area a where a.id = z.area_id), false
        )
    )
)::text
from (select *, zone_phase(zone, to_timestamp(%(at)s)) as phase from zone) as z
where (%(id)s::int4 is null or id = %(id)s)
  and (%(id)s::int4 is not null or phase is not null)
  and (%(kind)s::text is null or kind = %(kind)s)
  and (%(municipality)s::text is null or municipality = %(municipality)s)
  and (%(phase)s::text is null or phase = %(phase)s)
order by kind, code, id
