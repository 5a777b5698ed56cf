"""Lanes for what is worked out in threads: few at once, and what takes long beside what does not.

Python works in one thread at a time, and each more that waits for its turn slows the others: with
two lanes of a few threads a server of two cores answers a third more than with forty threads.
What costs much has a lane of its own, or a few such questions would hold up everybody else's. Who
waits for longer than a person would is told so.
"""

from collections.abc import Callable
from functools import partial, wraps
from inspect import iscoroutinefunction
from typing import Any, TypeVar

from anyio import CapacityLimiter, fail_after
from anyio.lowlevel import RunVar
from anyio.to_thread import run_sync

from api.problems import NoTurn
from api.rate import cost_of

QUICK, SLOW = 2, 2
"""So many threads of one process work at what costs little, and at what costs much."""
PATIENCE_S = 10.0
"""Longest wait for a turn before the answer is 503."""
MUCH = 10.0
"""What a question costs that has a place in the slow lane (see `api.rate.COSTS`)."""
T = TypeVar("T")
_lanes: RunVar[dict[bool, CapacityLimiter]] = RunVar("lanes")


def in_lane(work: Callable[..., Any], path: str) -> Callable[..., Any]:
    """A route's function as one that waits for its turn in a lane; what is async stays as it is."""
    if iscoroutinefunction(work):
        return work
    is_slow = cost_of(f"/v1{path}") >= MUCH

    @wraps(work)
    async def in_turn(*given: Any, **named: Any) -> Any:
        return await run_in_lane(partial(work, *given, **named), is_slow=is_slow)

    return in_turn


async def run_in_lane(work: Callable[[], T], *, is_slow: bool) -> T:
    """Do something in a thread when it is its turn; raises NoTurn."""
    lane, turn = _lane(is_slow), object()
    try:
        with fail_after(PATIENCE_S):
            await lane.acquire_on_behalf_of(turn)
    except TimeoutError:
        raise NoTurn from None
    try:
        return await run_sync(work)
    finally:
        lane.release_on_behalf_of(turn)


def _lane(is_slow: bool) -> CapacityLimiter:
    """That of the loop that asks: lanes are of one process."""
    try:
        lanes = _lanes.get()
    except LookupError:
        lanes = {False: CapacityLimiter(QUICK), True: CapacityLimiter(SLOW)}
        _lanes.set(lanes)
    return lanes[is_slow]
