-- When the zones of a feed changed, newest first.
select extract(epoch from valid_from)::int8 as valid_from,
       extract(epoch from valid_to)::int8 as valid_to
from service_area
where feed_id = %(feed_id)s
order by valid_from desc
limit %(limit)s
