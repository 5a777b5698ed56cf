-- Messages wait for another attempt.
update notice set state = 'waiting', due_at = %(due)s, reason = %(reason)s
where id = any(%(ids)s::int8[]) and state = 'sending'
