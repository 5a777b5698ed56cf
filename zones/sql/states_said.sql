-- What certain stays said of themselves before their newest state: until when for certain, and from
-- when another was told. was: 0 available, 1 reserved, 2 out of order.
select c.stay_id, c.changed_at, c.changed_lo, c.observed_s,
       case c.was when 'available' then 0 when 'reserved' then 1 else 2 end as was
from state_change c
where c.stay_id = any(%(ids)s::int8[]) and c.changed_at <= evidence_as_of(c.feed_id)
order by c.stay_id, c.changed_at
