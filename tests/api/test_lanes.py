"""Two lanes of threads: what takes long holds up nobody who asks for little."""

import asyncio
from threading import Event

import pytest

from api.lanes import QUICK, SLOW, in_lane
from api.problems import NoTurn

PATIENCE_S = 20


@pytest.mark.parametrize(("path", "most"), [("/hubs", QUICK), ("/what-if/zone", SLOW)])
def test_so_many_work_at_once_and_the_next_waits(path: str, most: int) -> None:
    let_go, working = Event(), list[int]()

    def work(number: int) -> int:
        working.append(number)
        assert let_go.wait(PATIENCE_S)
        return number

    async def ask() -> None:
        asked = in_lane(work, path)
        answers = [asyncio.create_task(asked(number)) for number in range(most + 2)]
        while len(working) < most:
            await asyncio.sleep(0.001)
        await asyncio.sleep(0.05)
        assert len(working) == most
        let_go.set()
        assert await asyncio.gather(*answers) == list(range(most + 2))

    asyncio.run(ask())


def test_a_full_slow_lane_leaves_the_quick_one_free() -> None:
    let_go = Event()

    async def ask() -> None:
        slow = in_lane(lambda: let_go.wait(PATIENCE_S), "/exports/areas")
        waiting = [asyncio.create_task(slow()) for _ in range(3 * SLOW)]
        assert await in_lane(lambda: "at once", "/hubs")() == "at once"
        assert not any(one.done() for one in waiting)
        let_go.set()
        assert all(await asyncio.gather(*waiting))

    asyncio.run(ask())


def test_what_is_async_is_left_as_it_is() -> None:
    async def already() -> None: ...

    assert in_lane(already, "/hubs") is already


def test_who_never_comes_to_its_turn_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.lanes.PATIENCE_S", 0.05)
    let_go = Event()

    async def ask() -> None:
        asked = in_lane(lambda: let_go.wait(PATIENCE_S), "/hubs")
        working = [asyncio.create_task(asked()) for _ in range(QUICK)]
        await asyncio.sleep(0)
        with pytest.raises(NoTurn):
            await asked()
        let_go.set()
        assert all(await asyncio.gather(*working))
        assert await asked()

    asyncio.run(ask())
