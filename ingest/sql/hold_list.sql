-- A suspect list is held back: the feed's state remembers since when, and nothing else changes.
update feed_state
set suspect_outcome = %(outcome)s,
    suspect_since = to_timestamp(%(since_s)s),
    suspect_polls = %(polls)s,
    suspect_listed = %(listed)s
where feed_id = %(feed_id)s
