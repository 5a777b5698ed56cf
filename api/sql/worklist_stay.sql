-- One stay, open or ended: its feed, its municipality at a moment (unix seconds), since when it is
-- seen, and when it was first not seen (as far as was known as of the question).
select s.feed_id, extract(epoch from s.first_seen)::int8 as first_seen,
       case when s.ended_at <= evidence_as_of(s.feed_id)
            then extract(epoch from s.ended_at)::int8 end as ended_at,
       (select a.id from area a
        where a.id = any(s.areas) and a.kind = 'municipality'
          and a.valid_from <= to_timestamp(%(at)s)
          and (a.valid_to is null or a.valid_to > to_timestamp(%(at)s))
        order by a.id limit 1) as area
from (
    select feed_id, first_seen, areas, coalesce(missing_anew, missing_since) as ended_at
    from open_stay where id = %(id)s
    union all
    select feed_id, first_seen, areas, end_hi from stay where id = %(id)s
) s
