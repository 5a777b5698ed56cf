-- What stations told at a moment: a run of the same numbers goes on, or another begins. An answer
-- that is no newer than the last one changes nothing.
with told as (
    select s.id as station_id, t.vehicles, t.out_of_order, t.docks, t.listed,
           to_timestamp(%(at_s)s) as at
    from unnest(
        %(codes)s::text[], %(vehicles)s::int4[], %(out_of_order)s::int4[], %(docks)s::int4[],
        %(listed)s::int4[]
    ) as t (code, vehicles, out_of_order, docks, listed)
    join station s on s.feed_id = %(feed_id)s and s.code = t.code and s.valid_to is null
), judged as (
    select t.*, c.starts_at, c.ends_at,
           t.at - c.ends_at <= make_interval(secs => %(gap_s)s)
           and (t.vehicles, t.out_of_order, t.docks, t.listed)
               is not distinct from (c.vehicles, c.out_of_order, c.docks, c.listed) as goes_on
    from told t
    left join lateral (
        select * from station_count c
        where c.station_id = t.station_id order by c.starts_at desc limit 1
    ) c on true
    where c.ends_at is null or c.ends_at < t.at
), longer as (
    update station_count c
    set ends_at = j.at
    from judged j
    where c.station_id = j.station_id and c.starts_at = j.starts_at and j.goes_on
)
insert into station_count (station_id, starts_at, ends_at, vehicles, out_of_order, docks, listed)
select station_id, at, at, vehicles, out_of_order, docks, listed
from judged
where goes_on is not true
