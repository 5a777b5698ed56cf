-- Up to when nothing may change any more but by late words: what every feed that is alive has told
-- and neither a return nor who is held back can undo. A feed that is silent for an hour holds
-- nothing up: it has a gap.
select extract(epoch from min(c.starts_at))::int8,
       (select extract(epoch from least(to_timestamp(%(now)s), min(least(
                   s.evidence_at,
                   (select min(o.missing_since) from open_stay o where o.feed_id = s.feed_id),
                   (select to_timestamp(min((held.value->>'first_s')::int8))
                    from jsonb_each(s.held_back) as held)
               ))))::int8
        from feed_state s
        join feed f on f.id = s.feed_id
        where f.enabled and s.evidence_at > to_timestamp(%(now)s) - interval '1 hour')
from coverage_span c
