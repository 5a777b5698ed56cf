-- The newest messages of a municipality, each with the name of its recipient.
select r.name, n.id, n.recipient_id, n.key, n.topic, n.subject, n.body, n.evidence, n.made_at,
       n.due_at, n.state, n.attempts, n.ended_at, n.reason
from notice n
join recipient r on r.id = n.recipient_id
where r.municipality = %(municipality)s
order by n.id desc
limit %(most)s
