-- Up to when cells hold the evidence of feeds (unix seconds), of those that were counted at all.
select feed_id, extract(epoch from least(seen_to, folded_as_of(feed_id)))::int8
from fold_state
where feed_id = any(%(feeds)s::int[]) and folded_as_of(feed_id) > '-infinity'
