-- One good poll: the feed's state moves on, its run of evidence grows, the attempt is kept.
-- Gives a row when it took hold; none when another writer came first or the poll is known already.
with state as (
    update feed_state
    set generation = generation + 1,
        last_poll_at = %(started_at)s,
        last_outcome = %(outcome)s,
        last_reason = null,
        evidence_at = to_timestamp(%(at_s)s),
        evidence_s = %(evidence_s)s,
        standing = %(standing)s,
        stays_opened = %(stays_opened)s,
        body_hash = %(body_hash)s,
        same_since = to_timestamp(%(same_since_s)s),
        clock_offset_s = %(clock_offset_s)s,
        clock_seen = %(clock_seen)s::int8[],
        -- What was held is let go by a newer list that is believed, not by an old one once more.
        suspect_outcome = case when not %(is_news)s then suspect_outcome end,
        suspect_since = case when not %(is_news)s then suspect_since end,
        suspect_polls = case when %(is_news)s then 0 else suspect_polls end,
        suspect_listed = case when not %(is_news)s then suspect_listed end,
        released_at = case when not %(is_news)s then released_at end,
        released_by = case when not %(is_news)s then released_by end,
        lease = coalesce(%(lease)s, lease)
    where feed_id = %(feed_id)s
      and generation = %(generation)s
      and lease <= coalesce(%(lease)s, lease)
      and not exists (select from leader where lease > %(lease)s::int8)
      and not exists (
          select from poll where feed_id = %(feed_id)s and started_at = %(started_at)s
      )
    returning feed_id
), span as (
    insert into coverage_span (feed_id, starts_at, ends_at, starts_s)
    select feed_id, to_timestamp(%(span_starts_s)s), to_timestamp(%(at_s)s), %(span_clock_s)s
    from state
    on conflict (feed_id, starts_at) do update set ends_at = excluded.ends_at
)
insert into poll (
    feed_id, started_at, finished_at, outcome, reason, http_status, body_bytes, version, listed, sighted,
    dropped, source_at, ttl_s, body_hash, evidence_at, opened, continued, missing, ended,
    code_version, told
)
select feed_id, %(started_at)s, %(finished_at)s, %(outcome)s, %(reason)s, %(http_status)s, %(body_bytes)s,
       %(version)s, %(listed)s, %(sighted)s, %(dropped)s, to_timestamp(%(source_s)s), %(ttl_s)s,
       %(body_hash)s, to_timestamp(%(at_s)s), %(opened)s, %(continued)s, %(missing)s, %(ended)s,
       %(code_version)s, %(told)s::int[]
from state
returning feed_id
