-- The days of a municipality that were counted as a whole.
select distinct day
from permit_day_known
where municipality = %(municipality)s and zone = '' and tolerance_m = 0
  and day >= %(from)s and day < %(to)s
