-- Open stays in the areas; the vehicle's pseudonym is replaced by one made of the stay's number.
select to_jsonb(s) - 'packed'
       || jsonb_build_object('geom', s.geom::text, 'vehicle', md5(s.id::text)::uuid)
from open_stay s
where s.areas && %(areas)s::int[] and s.feed_id = any(%(feeds)s::int[])
  and s.first_seen < to_timestamp(%(end)s)
order by id
