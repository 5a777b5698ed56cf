-- All tolerances that a municipality decided on, the newest first.
select id, municipality, tolerance_m, set_by, set_at, why
from position_tolerance
where municipality = %(municipality)s and set_at <= asked_as_of()
order by set_at desc, id desc
