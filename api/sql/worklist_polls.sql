-- The polls of a feed over a stay, from when it was first seen until it was last: how many gave
-- evidence, how many gave none. Only the good ones that were known as of the question.
select count(*) filter (where p.evidence_at is not null) as good,
       count(*) filter (where p.evidence_at is null) as without_evidence,
       extract(epoch from min(p.evidence_at))::int8 as first,
       extract(epoch from max(p.evidence_at))::int8 as last
from poll p
where p.feed_id = %(feed)s
  and p.started_at between to_timestamp(%(since)s) - interval '1 hour'
                       and to_timestamp(%(until)s) + interval '1 hour'
  and coalesce(p.evidence_at, p.started_at) between to_timestamp(%(since)s)
                                                and to_timestamp(%(until)s)
  and (p.evidence_at is null or p.evidence_at <= evidence_as_of(p.feed_id))
