"""Sending messages: by e-mail and by webhook, out of the outbox."""
