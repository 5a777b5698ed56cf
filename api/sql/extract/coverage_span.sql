-- The runs of evidence of each feed, as far as the receipt knows them.
select to_jsonb(c) || jsonb_build_object('ends_at', least(c.ends_at, evidence_as_of(c.feed_id)))
from coverage_span c
where feed_id = any(%(feeds)s::int[]) and starts_at <= evidence_as_of(feed_id)
order by feed_id, starts_at
