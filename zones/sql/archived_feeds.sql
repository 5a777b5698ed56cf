-- Every feed that has evidence, with how far its cells are final and how far it was seen.
select f.id, f.key, o.key as operator, f.id_policy,
       extract(epoch from coalesce(c.folded_to, (
           select min(starts_at) from coverage_span s where s.feed_id = f.id
       )))::int8 as final_to,
       extract(epoch from w.evidence_at)::int8 as seen_to
from feed f
join operator o on o.id = f.operator_id
join feed_state w on w.feed_id = f.id
left join fold_state c on c.feed_id = f.id
where w.evidence_at is not null
order by f.id
