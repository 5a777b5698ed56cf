"""`python -m demo.pusher`: the made-up operator that sends what happens, every half minute.

What could not be sent is sent later, as any operator's server would: nothing is lost by an outage
of either side.
"""

import argparse
import os
import time
from collections.abc import Callable
from typing import Any

import httpx

from demo import agency
from demo.__main__ import SEED
from demo.operators import OPERATORS, DemoOperator
from demo.world import World

RHYTHM_S = 30
MOST_AT_ONCE = 5000
KEY = "STOEP_DEMO_KEY"
"""The variable that holds the key: on a command line everybody could read it."""


class Sender:
    """Sends what happened since the last time that a batch was taken; `since_s` is that moment."""

    def __init__(
        self, world: World, operator: DemoOperator, http: httpx.Client, since_s: int
    ) -> None:
        self.world, self.operator, self.http, self.since_s = world, operator, http, since_s

    def send(self, to_s: int) -> bool:
        """Send everything up to a moment (unix seconds); False when it was not taken."""
        happened = agency.events(self.world, self.operator, self.since_s, to_s)
        rides = agency.trips(self.world, self.operator, self.since_s, to_s)
        # Also when nothing happened: that, too, is news.
        taken = self._post("events", happened) and (not rides or self._post("trips", rides))
        if taken:
            self.since_s = to_s
        return taken

    def _post(self, kind: str, items: list[dict[str, Any]]) -> bool:
        for start in range(0, max(len(items), 1), MOST_AT_ONCE):
            try:
                answer = self.http.post(f"/mds/{kind}", json=items[start : start + MOST_AT_ONCE])
            except httpx.TransportError:
                return False
            if answer.status_code != 201:
                return False
        return True


def run(sender: Sender, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
    """Send for ever."""
    while True:
        sender.send(int(clock()))
        sleep(RHYTHM_S)


def main() -> None:
    """Send until told to stop."""
    words = argparse.ArgumentParser(prog="python -m demo.pusher", description=__doc__)
    words.add_argument("--url", required=True, help="where Stoep is")
    words.add_argument("--start", type=int, required=True, help="start of the made-up history")
    words.add_argument("--since", type=int, required=True, help="what came later is sent")
    given = words.parse_args()
    [operator] = [one for one in OPERATORS if one.pushes]
    headers = {"Authorization": f"Bearer {os.environ[KEY]}"}
    with httpx.Client(base_url=given.url, headers=headers, timeout=20, trust_env=False) as http:
        sender = Sender(World(SEED, given.start), operator, http, given.since)
        run(sender, time.time, time.sleep)


if __name__ == "__main__":
    main()
