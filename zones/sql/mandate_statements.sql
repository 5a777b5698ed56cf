-- What an operator said of a period (unix seconds), the oldest first.
select t.kind, extract(epoch from t.starts_at)::int8 as starts_at,
       extract(epoch from t.ends_at)::int8 as ends_at, t.said, t.said_by,
       extract(epoch from t.said_at)::int8 as said_at
from statement t
join operator o on o.id = t.operator_id
where o.key = %(operator)s
  and t.starts_at < to_timestamp(%(end)s)
  and coalesce(t.ends_at, 'infinity') > to_timestamp(%(start)s)
  and t.said_at <= asked_as_of()
order by t.starts_at, t.id
