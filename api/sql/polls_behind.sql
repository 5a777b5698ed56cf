-- The good polls that a number rests on, feed by feed, and a digest of all that they listed.
select f.key as feed, count(*) as polls, min(p.evidence_at) as first, max(p.evidence_at) as last,
       encode(sha256(string_agg(coalesce(p.body_hash, ''), ''::bytea order by p.started_at)), 'hex')
           as digest
from poll p join feed f on f.id = p.feed_id
where p.started_at between to_timestamp(%(start)s) - interval '1 hour'
                       and to_timestamp(%(end)s) + interval '1 hour'
  and p.evidence_at between to_timestamp(%(start)s) and to_timestamp(%(end)s)
  and p.evidence_at <= evidence_as_of(p.feed_id)
  and f.key = any(%(feeds)s)
group by f.key
order by f.key
