-- Versions of areas of some kinds, as GeoJSON features with the time that they are valid.
with chosen as (
    select id, geom, valid_from as starts_at, valid_to as ends_at, jsonb_build_object(
        'kind', kind, 'code', code, 'name', name, 'municipality', municipality,
        'area_m2', area_m2, 'source', source,
        'valid_from', to_char(valid_from, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'valid_to', to_char(valid_to, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
    ) as properties
    from area
    where kind = any(%(kinds)s)
)
