-- The attempts to read one feed, newest first.
select extract(epoch from started_at)::int8 as started_at, outcome, reason, http_status, body_bytes,
       version, listed, sighted, dropped, extract(epoch from source_at)::int8 as source_at,
       extract(epoch from evidence_at)::int8 as evidence_at, opened, continued, missing, ended,
       extract(epoch from finished_at - started_at)::float8 as seconds
from poll
where feed_id = %(feed_id)s
  and started_at >= to_timestamp(%(start)s) and started_at < to_timestamp(%(end)s)
  and (%(outcomes)s::text[] is null or outcome = any(%(outcomes)s::text[]))
order by started_at desc
limit %(limit)s
