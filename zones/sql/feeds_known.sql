-- Every feed with the types of vehicle that it was seen to list, where they are asked for.
select f.id, f.key, o.key, o.name, f.enabled, f.id_policy = 'rotating',
       array(select vehicle_type_id from open_stay s where %(listed)s and s.feed_id = f.id
             union select vehicle_type_id from cell_day c where %(listed)s and c.feed_id = f.id
               and c.day >= (to_timestamp(%(start)s) at time zone 'UTC')::date
               and c.day <= (to_timestamp(%(end)s) at time zone 'UTC')::date)::int8[]
from feed f join operator o on o.id = f.operator_id
where evidence_as_of(f.id) > '-infinity'
order by f.id
