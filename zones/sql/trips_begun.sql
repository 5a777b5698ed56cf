-- Rentals that operators told and that began in an area while it held, whenever they ended.
-- start, end: unix seconds, the end not included.
select t.feed_id, t.started_at
from trip t
join area a on a.id = %(area)s
where t.feed_id = any(%(feeds)s::int[])
  and t.started_at >= greatest(to_timestamp(%(start)s), a.valid_from)
  and t.started_at < least(to_timestamp(%(end)s), coalesce(a.valid_to, 'infinity'))
  and t.ended_at >= to_timestamp(%(start)s)
  and st_covers(a.geom, t.start_geom)
