-- Messages were sent, or are given up.
update notice set state = %(state)s, ended_at = %(now)s, reason = %(reason)s
where id = any(%(ids)s::int8[]) and state = 'sending'
