-- When the rule of an area holds within a stretch, in order of time (unix seconds).
select greatest(extract(epoch from lower(span))::int8, %(start)s),
       least(coalesce(extract(epoch from upper(span))::int8, 1::int8 << 62), %(end)s)
from area a
cross join lateral unnest(rule_held(a)) as span
where a.id = %(area)s
  and span && tstzrange(to_timestamp(%(start)s), to_timestamp(%(end)s))
order by 1
