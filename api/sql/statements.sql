-- What the operators of feeds said of a period, newest first.
select f.id as feed_id, t.kind, extract(epoch from t.starts_at)::int8 as starts_at,
       extract(epoch from t.ends_at)::int8 as ends_at, t.said, t.said_by,
       extract(epoch from t.said_at)::int8 as said_at
from statement t
join feed f on f.operator_id = t.operator_id
where f.id = any(%(feed_ids)s::int4[])
  and coalesce(t.ends_at, 'infinity') > to_timestamp(%(start)s)
order by t.starts_at desc, t.id desc
