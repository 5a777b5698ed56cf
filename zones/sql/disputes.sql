-- Disputes of any of some operators or municipalities (all: of everybody), the newest first.
select d.number, o.key as operator, d.operator_id, d.municipality, d.kind,
       extract(epoch from d.opened_at)::int8 as opened_at, f.key as feed, d.feed_id,
       extract(epoch from d.from_at)::int8 as start, extract(epoch from d.to_at)::int8 as "end",
       d.form_factor as form, d.zone, d.indicator, d.day, d.limit_id, d.told
from dispute d
join operator o on o.id = d.operator_id
left join feed f on f.id = d.feed_id
where (%(number)s::int8 is null or d.number = %(number)s)
  and (%(all)s or o.key = any(%(operators)s) or d.municipality = any(%(municipalities)s))
order by d.opened_at desc, d.number
