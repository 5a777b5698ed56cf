"""What came of drawn inputs: how many there were, and those that ended badly."""

import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

HANG_S = 20.0
KEPT = 20
"""Of so many that ended badly it is told what they were."""


class Hangs(BaseException):
    """It took longer than anybody waits; no ordinary `except` takes it for an answer."""


@dataclass
class Tally:
    """Cases by part, and what ended badly."""

    cases: Counter[str] = field(default_factory=Counter)
    bad: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)

    def wrong(self, part: str, kind: str, what: Any, why: object) -> None:
        """One case ended badly."""
        self.bad[kind] += 1
        if len(self.examples) < KEPT:
            self.examples.append(f"{part}: {kind}: {why!r:.300} for {what!r:.600}")


def try_out(
    tally: Tally,
    part: str,
    inputs: st.SearchStrategy[Any],
    work: Callable[[Any], object],
    times: int,
    from_seed: int,
    allowed: tuple[type[Exception], ...] = (),
) -> None:
    """Do `work` with so many inputs; what it raises must be of the refusals that are allowed."""

    @seed(from_seed)
    @settings(
        max_examples=times,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(inputs)
    def one(told: Any) -> None:
        tally.cases[part] += 1
        try:
            with no_longer_than(HANG_S):
                work(told)
        except allowed:
            pass
        except Hangs as slow:
            tally.wrong(part, "hang", told, slow)
        except Exception as wrong:
            tally.wrong(part, "crash", told, wrong)

    one()


@contextmanager
def no_longer_than(seconds: float) -> Iterator[None]:
    """Raises Hangs in the middle of whatever takes longer; in the main thread only."""

    def stop(*_: object) -> None:
        raise Hangs(f"more than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
