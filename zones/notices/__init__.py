"""Messages of a municipality: who is told what, in which words, and the outbox they wait in."""
