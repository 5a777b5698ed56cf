-- Ended stays in the areas over the period.
select to_jsonb(s) || jsonb_build_object('geom', s.geom::text)
from stay s
where s.areas && %(areas)s::int[] and s.feed_id = any(%(feeds)s::int[])
  and s.end_hi > to_timestamp(%(start)s) and s.first_seen < to_timestamp(%(end)s)
order by id
