"""How a run ended: with results, or with a failure that a card can show."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from stoep.contract.results import Result


class RunOutcome(StrEnum):
    """How a run ended."""

    ok = "ok"
    raised = "raised"
    """The module raised an error."""
    exited = "exited"
    """It ended its process before it answered."""
    crashed = "crashed"
    """Its process was ended by a signal, as after a wrong memory access."""
    too_slow = "too_slow"
    """It was stopped at its time limit."""
    too_big = "too_big"
    """It wanted more memory than it may."""
    forbidden = "forbidden"
    """It tried what modules may not: a file, the network, a process, an import."""
    bad_result = "bad_result"
    """What it returned is not what its manifest says."""
    not_started = "not_started"
    """The machine did not give the walls or the time to begin: no fault of the module."""


@dataclass(frozen=True)
class Limits:
    """What a run may use."""

    seconds: float = 2.2
    """From the moment that the walls stand; the module is stopped at once after it. With the start
    of its process, 0.2 s to 0.4 s, a run that has to be stopped is over within 3 s."""
    memory_mb: int = 256
    """Beyond what Python and Arrow take themselves."""
    answer_bytes: int = 16 * 2**20
    rows: int = 200_000
    start_s: float = 60.0
    """For Python to start; no line of the module runs in it."""


@dataclass(frozen=True)
class Run:
    """One run: results for each of the facts, or why there are none."""

    outcome: RunOutcome
    results: Sequence[Result] = ()
    sentence: str = ""
    """What went wrong."""
    where: str = ""
    """The file and line, or the example, where it did."""
    walls: tuple[str, ...] = ()
    """What stood around it."""
    printed: str = ""
    """What the module printed, its beginning."""
    took_ms: int = 0
    memory_mb: int = 0

    @property
    def ok(self) -> bool:
        """Whether there are results."""
        return self.outcome is RunOutcome.ok
