-- Hubs and no-parking zones that operators know of: each version, when it was published, and when its
-- rule holds, as far as they were told. Moments are milliseconds, as MDS has them.
select z.id, z.code, z.kind, z.name, z.municipality, z.capacity, z.form_factors, z.area_id,
       st_asgeojson(z.geom, 6) as geometry,
       st_x(st_pointonsurface(z.geom)) as lon, st_y(st_pointonsurface(z.geom)) as lat,
       (extract(epoch from z.publish_on) * 1000)::int8 as published,
       (extract(epoch from z.active_from) * 1000)::int8 as starts,
       (extract(epoch from z.told_end) * 1000)::int8 as ends,
       p.id as previous,
       -- The rule's own spans, but where it ends without their knowing, that is not told.
       (select coalesce(jsonb_agg(jsonb_build_array(
                   (extract(epoch from lower(s)) * 1000)::int8,
                   case when upper(s) is distinct from z.retire_on or z.told_end is not null
                       then (extract(epoch from upper(s)) * 1000)::int8 end,
                   (select (extract(epoch from min(h.decided_at)) * 1000)::int8 from effect_held h
                    where h.kind = 'zone' and h.municipality = z.municipality
                      and h.area = z.kind || '/' || z.code and h.begins_at = lower(s))
               ) order by lower(s)), '[]')
        from unnest(rule_held(a)) as s) as spans
from (
    select zone.*, case when coalesce(retire_published, retire_on) <= to_timestamp(%(now)s)
                        then retire_on end as told_end
    from zone
    where publish_on <= to_timestamp(%(now)s) and active_from is not null
      and kind in ('hub', 'no_parking')
) z
join area a on a.id = z.area_id
left join zone p on p.id = z.previous_id and p.publish_on <= to_timestamp(%(now)s)
where %(municipality)s::text is null or z.municipality = %(municipality)s
order by z.kind, z.code, z.id
