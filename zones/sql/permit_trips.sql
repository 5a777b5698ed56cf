-- Trips that operators told, by where and when they began.
select t.feed_id, extract(epoch from t.started_at)::int8 as started, a.id as area_id
from trip t
join area a on st_covers(a.geom, t.start_geom)
where a.id = any(%(areas)s::int[])
  and t.started_at >= to_timestamp(%(start)s)
  and t.started_at < to_timestamp(%(end)s)
  and t.ended_at >= to_timestamp(%(start)s)
