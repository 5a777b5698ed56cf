-- Stays of some feeds over a period that lasted long enough to have come to an observed time (in
-- seconds) and whose vehicle could be rented, or was: what is out of order may well stand.
select s.feed_id, s.base_s, s.first_seen, s.until
from standing_stay s
where s.feed_id = any(%(feeds)s::int[])
  and s.state <> 'out_of_order'
  and s.until > to_timestamp(%(start)s)
  and s.first_seen < to_timestamp(%(end)s) - make_interval(secs => %(least_s)s)
  and (s.until = 'infinity' or s.until - s.first_seen >= make_interval(secs => %(least_s)s))
