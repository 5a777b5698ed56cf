"""History through the real pipeline: polls at given slots under a fast clock."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import httpx

from ingest.feed import Feed
from ingest.poll import Poller
from ingest.record import Recorder
from ingest.source import open_source
from stoep.settings import Settings
from stoep.vocabulary import PollOutcome


@dataclass
class FastClock:
    """A clock that is set from outside and says so in each request it stamps."""

    now_s: float = 0.0
    header: str = "Demo-Time"

    def __call__(self) -> float:
        return self.now_s

    async def stamp(self, request: httpx.Request) -> None:
        """Tell a feed server that can serve the past which moment is meant."""
        request.headers[self.header] = str(int(self.now_s))


async def backfill(
    feed: Feed,
    slots: Iterable[int],
    step_s: int,
    recorder: Recorder,
    settings: Settings,
    done: Callable[[int], None] = lambda polls: None,
) -> dict[PollOutcome, int]:
    """Poll `feed` at each slot (unix seconds, rising) as if it were then; outcomes counted.

    `step_s` is the spacing of the slots, which takes the place of the feed's own rhythm.
    """
    clock = FastClock()
    hooks = {"request": [clock.stamp]}
    counted: dict[PollOutcome, int] = {}
    async with httpx.AsyncClient(event_hooks=hooks, timeout=30, trust_env=False) as http:
        source = open_source(replace(feed, interval_s=step_s), http, settings)
        poller = Poller(source, recorder, clock, settings.fetch_deadline_s)
        for number, slot in enumerate(slots, 1):
            clock.now_s = slot
            outcome = (await poller.poll()).outcome
            counted[outcome] = counted.get(outcome, 0) + 1
            if number % 48 == 0:
                done(48)
    return counted
