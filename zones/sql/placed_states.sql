-- Stays of one area over a period, cut where they said another state: 0 available, 1 reserved, 2 out
-- of order. `from_s` is the reading of the feed's evidence clock from which a state's observed time
-- counts. Clipped to the days that the area held.
with placed as (
    select s.id, s.feed_id, s.vehicle_type_id, s.state, s.base_s, s.first_seen, s.until,
           a.valid_from, coalesce(a.valid_to, 'infinity') as valid_to
    from standing_stay s
    join area a on a.id = %(area)s
    where s.areas && array[%(area)s::int]
      and s.until > to_timestamp(%(start)s)
      and s.first_seen < to_timestamp(%(end)s)
      and s.feed_id = any(%(feeds)s::int[])
), piece as (
    select p.*, c.was as said, c.was_since as since, c.changed_at as ended,
           coalesce(lag(c.observed_s) over (partition by c.stay_id order by c.changed_at), 0)
               as observed_s
    from placed p
    join state_change c on c.stay_id = p.id
    union all
    select p.*, p.state, coalesce(newest.changed_at, p.first_seen), p.until,
           coalesce(newest.observed_s, 0)
    from placed p
    left join lateral (
        select c.changed_at, c.observed_s from state_change c
        where c.stay_id = p.id
        order by c.changed_at desc limit 1
    ) newest on true
)
select feed_id, vehicle_type_id,
       case said when 'available' then 0 when 'reserved' then 1 else 2 end as state,
       base_s + observed_s as from_s,
       greatest(since, valid_from) as since, least(ended, valid_to) as until
from piece
where ended > to_timestamp(%(start)s) and since < to_timestamp(%(end)s)
