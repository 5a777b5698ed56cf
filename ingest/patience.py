"""How long to wait before a feed is asked again: longer when it fails, at once when it is back.

A feed that answers, with evidence or without, is asked at its own rhythm. One that does not is
asked at its rhythm twice more, then once a minute: a server that comes back is found within a
minute, and one that is overloaded is not kept down. A server that names a time is left alone until
then.
"""

import random
from dataclasses import dataclass, field

from stoep.vocabulary import PollOutcome

NO_ANSWER = frozenset(
    {PollOutcome.timeout, PollOutcome.http_error, PollOutcome.auth, PollOutcome.tls}
)
TRIES = 3
PROBE_S = 60
JITTER = 0.1
LONGEST_S = 900
"""A server that asks for more patience than this gets no more."""


@dataclass
class Patience:
    """The failures of one feed in a row, and what follows from them."""

    interval_s: int
    chance: random.Random = field(default_factory=random.Random)
    failures: int = 0

    @property
    def broken(self) -> bool:
        """Whether the feed is only probed."""
        return self.failures >= TRIES

    def wait_s(self, outcome: PollOutcome, retry_after_s: float | None = None) -> float | None:
        """Seconds until the next poll; None when the feed's own rhythm serves."""
        self.failures = self.failures + 1 if outcome in NO_ANSWER else 0
        asked_s = 0.0 if retry_after_s is None else min(max(retry_after_s, 0.0), LONGEST_S)
        own_s = max(PROBE_S, self.interval_s) if self.broken else 0.0
        wait_s = max(asked_s, own_s)
        if wait_s <= self.interval_s:
            return None
        return wait_s * (1 + self.chance.uniform(0, JITTER))
