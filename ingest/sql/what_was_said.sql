-- What people said that bears on a suspect list: a release, and statements in force at its moment.
select extract(epoch from s.released_at)::int8, coalesce(s.released_by, ''),
       array(
           select t.kind
           from statement t
           where t.operator_id = f.operator_id
             and greatest(t.starts_at, t.said_at) <= to_timestamp(%(at_s)s)
             and coalesce(t.ends_at, 'infinity') > to_timestamp(%(at_s)s)
           order by t.kind
       )
from feed_state s
join feed f on f.id = s.feed_id
where s.feed_id = %(feed_id)s
