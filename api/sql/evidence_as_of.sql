-- How far each feed's evidence goes, and how far of it is folded into cells, and up to
-- when its trips were told (unix seconds; 0: none).
select f.id,
       coalesce(extract(epoch from c.ends_at), 0)::int8 as evidence,
       coalesce(extract(epoch from s.seen_to), 0)::int8 as folded,
       coalesce(extract(epoch from t.trips_to), 0)::int8 as trips
from feed f
left join lateral (
    select least(seen_to, folded_as_of(f.id)) as seen_to from fold_state where feed_id = f.id
) s on true
left join lateral (
    select least(trips_to, trips_as_of(f.id)) as trips_to from feed_state
    where feed_id = f.id and trips_to is not null
) t on true
left join lateral (
    select max(least(ends_at, evidence_as_of(f.id))) as ends_at from coverage_span
    where feed_id = f.id and starts_at <= evidence_as_of(f.id)
) c on true
where evidence_as_of(f.id) > '-infinity'
order by f.id
