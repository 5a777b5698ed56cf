-- Gives a row while nobody with a newer lease leads or has written of a feed; until the transaction
-- ends no other can write of it. lease: null where nobody leads.
select feed_id
from feed_state
where feed_id = %(feed_id)s
  and lease <= coalesce(%(lease)s, lease)
  and not exists (select from leader where lease > %(lease)s::int8)
for share
