-- The cells of a period that are about to be written anew. feeds, areas: null for all.
delete from cell_day
where day >= (to_timestamp(%(start)s) at time zone 'UTC')::date
  and day < (to_timestamp(%(end)s) at time zone 'UTC')::date
  and (%(feeds)s::int[] is null or feed_id = any(%(feeds)s::int[]))
  and (%(areas)s::int[] is null or area_id = any(%(areas)s::int[]))
