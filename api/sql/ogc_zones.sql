-- Versions of zones that operators know of, or knew of, with the time that they hold. An end that is
-- not published yet is not told.
with chosen as (
    select id, geom, active_from as starts_at, told_end as ends_at, jsonb_build_object(
        'kind', kind, 'code', code, 'name', name, 'municipality', municipality,
        'phase', zone_phase(zone, to_timestamp(%(now)s)), 'capacity', capacity,
        'form_factors', form_factors, 'area_m2', area_m2,
        'published_on', to_char(publish_on, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'valid_from', to_char(active_from, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'valid_to', to_char(told_end, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
    ) as properties
    from (
        select zone, zone.*, case when coalesce(retire_published, retire_on) <= to_timestamp(%(now)s)
                                  then retire_on end as told_end
        from zone
    ) zone
    where kind = any(%(kinds)s) and publish_on <= to_timestamp(%(now)s) and active_from is not null
)
