-- Takes the messages that are due, or whose attempt was cut off; another sender passes them by.
update notice n set state = 'sending', attempts = attempts + 1, claimed_at = %(now)s
from (
    select id from notice
    where due_at <= %(now)s
      and (state = 'waiting' or (state = 'sending' and claimed_at < %(died)s))
    order by due_at, id
    limit %(most)s
    for update skip locked
) due
where n.id = due.id
returning n.id, n.recipient_id, n.key, n.topic, n.subject, n.body, n.evidence, n.made_at, n.due_at,
          n.state, n.attempts, n.ended_at, n.reason
