-- What stood at a past moment: first_seen <= at < until (see the view standing_stay), of feeds whose
-- evidence covers the moment; each stay as 32 bytes (packed). `missed` are those that the last good
-- poll before the moment did not list any more, each with `seen_to`, the last that did: nothing
-- observed counts beyond. Ended stays are found by their length, class by class (see by_length): of
-- class n, less than 2^n hours, those that ended within 2^n hours. The planner guesses these few rows
-- to be many, and would read what lies around them: `offset 0` has it look up each class, and what is
-- said to be `is true` finds no rows but is looked at in each. Of feeds the first and the last are
-- told: to look each row's feed up in a list took a quarter of the time. Who is between and was not
-- asked for is left out by who asks.
select coalesce(string_agg(packed, ''), '') as stays,
       coalesce(string_agg(substr(packed, 1, 8) || timestamptz_send(seen_to), '')
                    filter (where seen_to < %(at)s), '') as missed
from (
    select packed, last_seen as seen_to
    from open_stay
    where first_seen <= %(at)s and (missing_since is null or missing_since > %(at)s)
      and (feed_id between %(first_feed)s and %(last_feed)s) is true
    union all
    select s.packed, s.end_lo as seen_to
    from generate_series(0, 16) as class (n)
    cross join lateral (
        select (n::int8 << 40)
                   + date_part('epoch', %(at)s - '2000-01-01 00:00+00'::timestamptz)::int8
                   as ended_after,
               case when n < 16 then 3600::int8 << n else 1::int8 << 39 end as longest_s
    ) as within
    cross join lateral (
        select packed, end_lo
        from stay
        where ended_by_length > ended_after and ended_by_length <= ended_after + longest_s
          and (first_seen <= %(at)s) is true
          and feed_id between %(first_feed)s and %(last_feed)s
        offset 0
    ) as s
) standing
