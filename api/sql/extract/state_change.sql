-- What those stays said of themselves before their newest state.
select to_jsonb(c) from state_change c
where c.stay_id in (
    select id from stay
    where areas && %(areas)s::int[] and feed_id = any(%(feeds)s::int[])
      and end_hi > to_timestamp(%(start)s) and first_seen < to_timestamp(%(end)s)
    union all
    select id from open_stay
    where areas && %(areas)s::int[] and feed_id = any(%(feeds)s::int[])
      and first_seen < to_timestamp(%(end)s)
)
order by stay_id, changed_at
