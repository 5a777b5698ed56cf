-- Stays that said another state at a past moment than they did last: the number of the stay and the
-- state (0 available, 1 reserved, 2 out of order) as 12 bytes each. Found by length, as what stood.
select coalesce(string_agg(int8send(c.stay_id) || int4send(
           case c.was when 'available' then 0 when 'reserved' then 1 else 2 end), ''), '') as states
from generate_series(0, 16) as class (n)
cross join lateral (
    select (n::int8 << 40)
               + date_part('epoch', %(at)s - '2000-01-01 00:00+00'::timestamptz)::int8
               as changed_after,
           case when n < 16 then 3600::int8 << n else 1::int8 << 39 end as longest_s
) as within
join state_change c on by_length(c.was_since, c.changed_at) > changed_after
    and by_length(c.was_since, c.changed_at) <= changed_after + longest_s
where c.was_since <= %(at)s and c.feed_id = any(%(feed_ids)s::int4[])
