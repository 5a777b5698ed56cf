-- What stood at a past moment: first_seen <= at < until (see the view standing_stay), of feeds whose
-- evidence covers the moment; each stay as 32 bytes (packed), and beside it `seen_to`, the last good
-- poll that listed it: nothing observed counts beyond. Ended stays are found by their length, class
-- by class (see by_length): of class n, less than 2^n hours, those that ended within 2^n hours.
select coalesce(string_agg(packed, ''), '') as stays,
       coalesce(string_agg(timestamptz_send(seen_to), ''), '') as seen_to
from (
    select packed, coalesce(last_seen, 'infinity') as seen_to
    from open_stay
    where first_seen <= %(at)s and coalesce(missing_since, 'infinity') > %(at)s
      and feed_id = any(%(feed_ids)s::int4[])
    union all
    select s.packed, s.end_lo as seen_to
    from generate_series(0, 16) as class (n)
    cross join lateral (
        select (n::int8 << 40)
                   + date_part('epoch', %(at)s - '2000-01-01 00:00+00'::timestamptz)::int8
                   as ended_after,
               case when n < 16 then 3600::int8 << n else 1::int8 << 39 end as longest_s
    ) as within
    join stay s on s.ended_by_length > ended_after and s.ended_by_length <= ended_after + longest_s
    where s.first_seen <= %(at)s and s.feed_id = any(%(feed_ids)s::int4[])
) standing
