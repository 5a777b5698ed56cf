-- Whether there is a stay; `ended_at` (unix seconds) is when it was first not seen, null while it
-- stands.
select extract(epoch from coalesce(o.missing_anew, o.missing_since))::int8 as ended_at
from open_stay o where o.id = %(id)s
union all
select extract(epoch from end_hi)::int8 from stay where id = %(id)s
limit 1
