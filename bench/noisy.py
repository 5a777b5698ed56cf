"""The API beside a module that misbehaves: loops, leaks, forks, a regex without an end.

The same questions are asked one after another, first alone, then while one module after the other
of a kind is run by the runner as in any round. A module may slow the core to twice at most, and is
over within three seconds, the start of its process included.
"""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from http.client import HTTPConnection

import numpy as np
import psycopg

from bench.report import Line
from bench.scratch import percentile, scratch_database, timed
from bench.served import served
from bench.tile import COUNT, FEEDS, WORLD
from runner.outcome import Limits, RunOutcome
from runner.run import run
from stoep.contract import Basis, Day, Facts
from stoep.contract.manifest import read_manifest

QUESTIONS, PAUSE_S = 300, 0.01
MOST_TIMES, STOPPED_S = 2.0, 3.0
MANIFEST = """
name = "noisy"
version = "1.0.0"
contract = 1
kind = "label"
owner = "Gemeente Zilt"
contact = "rules@zilt.example"
licence = "EUPL-1.2"
public_task = "To be stopped."
review = 2030-01-01
needs = ["calendar"]
title = { nl = "Lawaai", en = "Noise" }
about = { nl = "Wordt gestopt.", en = "Is stopped." }
"""
NOISES = {
    "loops": """
def noisy(facts, p):
    while True:
        pass
""",
    "leaks": """
def noisy(facts, p):
    kept = []
    while True:
        kept.append(bytearray(2**20))
""",
    "forks": """
def noisy(facts, p):
    kinds = ().__class__.__base__.__subclasses__()
    wrap = [one for one in kinds if one.__name__ == "_wrap_close"][0]
    while True:
        try:
            wrap.__init__.__globals__["fork"]()
        except BaseException:
            pass
""",
    "runs a regex without an end": """
import re
def noisy(facts, p):
    re.match("(a+)+$", "a" * 60 + "b")
""",
}
FACTS = Facts(
    municipality="GM9999",
    timezone="Europe/Amsterdam",
    at=datetime(2026, 6, 6, 10, tzinfo=UTC),
    basis=Basis.observed,
    known_at=datetime(2026, 6, 7, 6, tzinfo=UTC),
    day=Day(date(2026, 6, 6), 6, "", ""),
)


class _Noise:
    """One module, run again and again until told to stop; how long each of its runs lasted."""

    def __init__(self, source: str) -> None:
        self._source, self._over = source, threading.Event()
        self.lasted: list[float] = []
        self.outcomes: set[RunOutcome] = set()

    def _make(self) -> None:
        manifest = read_manifest(MANIFEST)
        while not self._over.is_set():
            told = run(manifest, self._source, {}, [FACTS], Limits())
            self.lasted.append(told.took_ms / 1e3)
            self.outcomes.add(told.outcome)

    @contextmanager
    def made(self) -> Iterator[None]:
        """Noise, for as long as the block lasts."""
        thread = threading.Thread(target=self._make)
        thread.start()
        time.sleep(0.5)
        try:
            yield
        finally:
            self._over.set()
            thread.join()


def _asked(client: HTTPConnection, seed: int, times: int = QUESTIONS) -> list[float]:
    """Seconds of questions about one small box after another, of 100,000 vehicles."""
    random = np.random.default_rng(seed)

    def ask() -> None:
        west, south = 4.3 + 0.5 * random.random(), 52.1 + 0.3 * random.random()
        box = f"{west:.4f},{south:.4f},{west + 0.01:.4f},{south + 0.01:.4f}"
        client.request("GET", f"/v1/vehicles?bounds={box}&limit=50")
        answer = client.getresponse()
        told = json.loads(answer.read())
        assert told["count"] is not None, told

    took = []
    for _ in range(times):
        took.append(timed(ask))
        time.sleep(PAUSE_S)
    return took


def lines() -> list[Line]:
    """One line for each kind of noise."""
    with (
        scratch_database("bench_noisy") as address,
        psycopg.connect(address, autocommit=True) as connection,
    ):
        connection.execute(WORLD.format(feeds=FEEDS, count=COUNT).encode())
        connection.execute("vacuum analyze")
        with served(address) as client:
            found = []
            for name, source in NOISES.items():
                # Evidence of five minutes ago would be late, and count no more.
                connection.execute(
                    "update feed_state set evidence_at = date_trunc('second', now())"
                )
                _asked(client, 0, 20)
                found.append(_beside(client, name, source))
            return found


def _beside(client: HTTPConnection, name: str, source: str) -> Line:
    quiet_s = percentile(_asked(client, 1), 0.99)
    noise = _Noise(source)
    with noise.made():
        loud_s = percentile(_asked(client, 1), 0.99)
    stopped_s = max(noise.lasted)
    assert RunOutcome.ok not in noise.outcomes, noise.outcomes
    return Line(
        f"a question beside a module that {name}",
        f"p99 {1e3 * loud_s:.0f} ms: × {loud_s / quiet_s:.1f}; its run over in {stopped_s:.1f} s",
        f"alone p99 {1e3 * quiet_s:.0f} ms",
        f"≤ × {MOST_TIMES:g} and ≤ {STOPPED_S:g} s",
        loud_s <= MOST_TIMES * quiet_s and stopped_s <= STOPPED_S,
    )
