-- What a feed told in a stretch counts for nothing in the permits of a municipality.
insert into evidence_set_aside (
    dispute, municipality, feed_id, from_at, to_at, why, set_by, set_at
) values (
    %(dispute)s, %(municipality)s, %(feed)s, to_timestamp(%(from)s), to_timestamp(%(to)s), %(why)s,
    %(by)s, to_timestamp(%(at)s)
)
