"""Children that are killed with kill -9 at a random moment of their work."""

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable
from multiprocessing.synchronize import Event
from typing import Any

CONTEXT = multiprocessing.get_context("forkserver")
# One server of forks serves the whole run, and only what is named before its first fork is in it.
CONTEXT.set_forkserver_preload(
    ["tests.ingest.test_kill", "tests.ingest.test_processes", "tests.zones.test_history"]
)
LONGEST_LIFE_S = 0.35
LONGEST_START_S = 60.0


def time_of(work: Callable[..., None], *given: Any, done: Callable[[], bool]) -> float:
    """How long a child takes here, from its first statement on, until something is `done`."""
    begun = CONTEXT.Event()
    child = CONTEXT.Process(target=_begin, args=(begun, work, given))
    child.start()
    assert begun.wait(LONGEST_START_S), "The child never began."
    began = time.monotonic()
    while not done():
        assert child.is_alive(), "The child ended before it was done."
        time.sleep(0.01)
    child.kill()
    child.join()
    return time.monotonic() - began


def live_and_be_killed(
    work: Callable[..., None],
    *given: Any,
    dice: random.Random,
    longest_s: float = LONGEST_LIFE_S,
) -> None:
    """Let a child do `work(*given)` for up to `longest_s` seconds, from its first statement on."""
    begun = CONTEXT.Event()
    child = CONTEXT.Process(target=_begin, args=(begun, work, given))
    child.start()
    assert begun.wait(LONGEST_START_S), "The child never began."
    time.sleep(dice.uniform(0, longest_s))
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    assert child.exitcode == -signal.SIGKILL, "The child ended before it was killed."


def _begin(begun: Event, work: Callable[..., None], given: tuple[Any, ...]) -> None:
    begun.set()
    work(*given)
