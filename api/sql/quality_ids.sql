-- Since when a feed's ids were found to change while vehicles stand, and until when.
select feed_id, extract(epoch from since)::int8 as from_s, extract(epoch from until)::int8 as to_s
from (
    select feed_id, since, lead(since) over w as until, reading ->> 'positions_only' = 'true' as rotates,
           lag(reading ->> 'positions_only') over w as before
    from (
        select feed_id, since, reading,
               lag(reading ->> 'positions_only') over (partition by feed_id order by since)
                   is distinct from reading ->> 'positions_only' as turns
        from feed_reading
        where feed_id = any(%(feed_ids)s::int4[]) and since <= to_timestamp(%(now)s)
    ) told
    where turns
    window w as (partition by feed_id order by since)
) turned
where rotates and before = 'false'
  and since < to_timestamp(%(end)s)
  and coalesce(until, 'infinity') >= to_timestamp(%(start)s)
