-- Areas as GeoJSON features: those valid at a moment, of a kind, in a municipality, or one by number.
-- in_force: whether the rule of a hub or no-parking area holds at a moment (then).
select jsonb_build_object(
    'type', 'Feature',
    'id', id,
    'bbox', jsonb_build_array(
        round(st_xmin(geom)::numeric, 6), round(st_ymin(geom)::numeric, 6),
        round(st_xmax(geom)::numeric, 6), round(st_ymax(geom)::numeric, 6)
    ),
    'geometry', case when %(geometry)s then st_asgeojson(geom, 6)::jsonb end,
    'properties', jsonb_build_object(
        'kind', kind, 'code', code, 'name', name, 'municipality', municipality,
        'area_m2', area_m2, 'capacity', capacity,
        'capacity_by_form', capacity_by_form, 'form_factors', form_factors, 'source', source,
        'valid_from', to_char(valid_from, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'valid_to', to_char(valid_to, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'in_force', case when kind in ('hub', 'no_parking')
            then rule_held(a) @> to_timestamp(%(then)s) end
    )
)::text
from area a
where (%(id)s::int4 is null or id = %(id)s)
  and (%(kind)s::text is null or kind = %(kind)s)
  and (%(municipality)s::text is null or municipality = %(municipality)s)
  and (%(at)s::int8 is null
       or (valid_from <= to_timestamp(%(at)s) and coalesce(valid_to, 'infinity') > to_timestamp(%(at)s)))
order by kind, code, valid_from
