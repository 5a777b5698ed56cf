-- A suspect list is held back: the feed's state remembers since when, and nothing else changes.
-- Gives a row when it took hold; none when another wrote, or leads, since the state was read.
update feed_state
set suspect_outcome = %(outcome)s,
    suspect_since = to_timestamp(%(since_s)s),
    suspect_polls = %(polls)s,
    suspect_listed = %(listed)s
where feed_id = %(feed_id)s
  and generation = %(generation)s
  and lease <= coalesce(%(lease)s, lease)
  and not exists (select from leader where lease > %(lease)s::int8)
returning feed_id
