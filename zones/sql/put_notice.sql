-- A message in the outbox, unless its recipient has one about the same, or is told no more.
insert into notice (recipient_id, key, topic, subject, body, evidence, made_at, due_at)
select %(recipient_id)s, %(key)s, %(topic)s, %(subject)s, %(body)s, %(evidence)s, %(now)s, %(due_at)s
where exists (select from recipient where id = %(recipient_id)s and removed_at is null)
on conflict (recipient_id, key) do nothing
