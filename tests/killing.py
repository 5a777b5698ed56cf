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
FIRST_LIFE_S, LONGER, SHORTER, MUCH = 0.1, 1.4, 1.4, 4


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


def live_often_and_be_killed(
    times: int,
    work: Callable[..., None],
    *given: Any,
    dice: random.Random,
    done: Callable[[], int],
) -> None:
    """So many lives of a child; `done` tells how much all of them together have done.

    How long a life may last follows what comes of it: on a machine that is slow, or busy with
    other things for a while, as much is done between two kills as on a fast one.
    """
    longest_s, before = FIRST_LIFE_S, done()
    for _ in range(times):
        live_and_be_killed(work, *given, dice=dice, longest_s=longest_s)
        after = done()
        if after == before:
            longest_s *= LONGER
        elif after > before + MUCH:
            longest_s /= SHORTER
        before = after


def _begin(begun: Event, work: Callable[..., None], given: tuple[Any, ...]) -> None:
    begun.set()
    work(*given)
