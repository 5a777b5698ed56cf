-- A poll that is no evidence: the attempt is kept, everything else stays as it was (rule R1).
with attempt as (
    insert into poll (
        feed_id, started_at, finished_at, outcome, reason, http_status, body_bytes, code_version
    )
    values (
        %(feed_id)s, %(started_at)s, %(finished_at)s, %(outcome)s, %(reason)s, %(http_status)s,
        %(body_bytes)s, %(code_version)s
    )
    on conflict (feed_id, started_at) do nothing
    returning feed_id
)
update feed_state
set last_poll_at = %(started_at)s, last_outcome = %(outcome)s, last_reason = %(reason)s
where feed_id in (select feed_id from attempt)
