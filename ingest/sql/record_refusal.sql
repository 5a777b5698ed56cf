-- A poll that is no evidence: the attempt is kept, and what it told of the feed's clock; everything
-- else stays as it was (rule R1). Gives a row when it took hold; none when a newer leader has taken
-- over, or the poll is known already. clock_offset_s, clock_seen: null when it told no time.
with state as (
    update feed_state
    set last_poll_at = %(started_at)s,
        last_outcome = %(outcome)s,
        last_reason = %(reason)s,
        clock_offset_s = coalesce(%(clock_offset_s)s, clock_offset_s),
        clock_seen = coalesce(%(clock_seen)s::int8[], clock_seen),
        lease = coalesce(%(lease)s, lease)
    where feed_id = %(feed_id)s
      and lease <= coalesce(%(lease)s, lease)
      and not exists (select from leader where lease > %(lease)s::int8)
      and not exists (
          select from poll where feed_id = %(feed_id)s and started_at = %(started_at)s
      )
    returning feed_id
)
insert into poll (
    feed_id, started_at, finished_at, outcome, reason, http_status, body_bytes, code_version
)
select feed_id, %(started_at)s, %(finished_at)s, %(outcome)s, %(reason)s, %(http_status)s,
       %(body_bytes)s, %(code_version)s
from state
on conflict (feed_id, started_at) do nothing
returning feed_id
