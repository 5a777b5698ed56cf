-- The tolerance that the municipality of an area decided on last, in metres; no row: none.
select t.tolerance_m
from area a
join position_tolerance t
  on t.municipality = case a.kind when 'municipality' then a.code else a.municipality end
where a.id = %(area)s and t.set_at <= asked_as_of()
order by t.set_at desc, t.id desc
limit 1
