-- The stations of feeds now: how many, and of those whose vehicles are on no list the vehicles they
-- tell, out of order too; null when any of these withholds it or told nothing in five minutes.
select s.feed_id, count(*) as stations,
       count(*) filter (where coalesce(c.listed, 0) = 0) as apart,
       case when bool_and(coalesce(c.listed, 0) > 0 or c.out_of_order is not null)
            then coalesce(sum(c.vehicles + c.out_of_order) filter (where c.listed = 0), 0)
       end as vehicles
from station s
left join lateral (
    select * from station_count c
    where c.station_id = s.id and c.ends_at > to_timestamp(%(now)s) - interval '5 minutes'
    order by c.starts_at desc limit 1
) c on true
where s.feed_id = any(%(feed_ids)s::int4[])
  and s.valid_to is null
group by s.feed_id
