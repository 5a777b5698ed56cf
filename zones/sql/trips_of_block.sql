-- Both ends of every rental that began in a block (unix seconds, the end not included).
select t.feed_id, st_x(t.start_geom) as start_lon, st_y(t.start_geom) as start_lat,
       st_x(t.end_geom) as end_lon, st_y(t.end_geom) as end_lat
from trip t
where t.started_at >= to_timestamp(%(start)s) and t.started_at < to_timestamp(%(end)s)
  and t.ended_at >= to_timestamp(%(start)s)
  and t.start_geom is not null and t.end_geom is not null
