"""Hot spots and long-parked vehicles, from a street drawn by hand.

metres east    0    5   10   15   20 ...... 100 ...... 200  205  210
               a    b    c    d             lone       |h    i    j|
                                                       |   hub     |
swift lists a, b, lone, h, i, j; veer lists c and d. All since 14 08:00, but d since 15 10:00.

        14 08:00          14 19:50   15 02:00            15 12:00
swift   |===================|  outage  |====================|
veer    |===================================================|
"""

from typing import Any

import httpx
import pytest

from api.answers import HotSpots, LastingSpots, LongParked
from stoep.vocabulary import AreaKind
from tests.api.checks import faults, told
from tests.worlds import World
from zones.cells import fold_feed

LAT = 52.105
METRE = 1 / 111_320 / 0.614285
"""A metre in degrees of longitude at this latitude."""


def east(metres: float) -> float:
    return 4.30 + metres * METRE


@pytest.fixture(autouse=True)
def street(world: World) -> dict[str, int]:
    world.feed("swift", ("14 08:00", "14 19:50"), ("15 02:00", "15 12:00"))
    world.feed("veer", ("14 08:00", "15 12:00"))
    city = world.area(AreaKind.municipality, "city", 4.29, 52.10, 4.32, 52.11)
    hub = world.area(AreaKind.hub, "hub", east(198), 52.1049, east(212), 52.1051)
    found = {"city": city}
    for name, metres in {"a": 0, "b": 5, "lone": 100, "h": 200, "i": 205, "j": 210}.items():
        inside = (city, hub) if name in "hij" else (city,)
        found[name] = world.stands("swift", east(metres), LAT, "14 08:00", areas=inside)
    found["c"] = world.stands("veer", east(10), LAT, "14 08:00", areas=(city,))
    found["d"] = world.stands("veer", east(15), LAT, "15 10:00", areas=(city,))
    for feed in world.feeds.values():
        fold_feed(world.connection, feed.id)
    return found


def spots(client: httpx.Client, area: int, **question: Any) -> dict[str, Any]:
    answer: dict[str, Any] = told(
        client.get("/hot-spots", params={"area": area, **question}), HotSpots
    )
    return answer


def test_four_together_are_a_spot_and_a_hub_is_none(
    client: httpx.Client, street: dict[str, int]
) -> None:
    got = spots(client, street["city"], least=4, radius=12)
    assert got["count"] == 1
    [spot] = got["spots"]
    assert spot["vehicles"] == 4
    assert spot["operators"] == {"swift": 2, "veer": 2}
    assert {*spot["stays"]} == {street[name] for name in "abcd"}
    # Fewer than four stood there until d came.
    assert spot["since"] == "2026-03-15T10:00:00Z"
    assert (spot["observed_s"], spot["possible_s"]) == (7200, 7200)
    assert not spot["is_longer"]


def test_a_spot_that_outlasts_an_outage_is_observed_for_less(
    client: httpx.Client, street: dict[str, int]
) -> None:
    [spot] = spots(client, street["city"], least=3, radius=12)["spots"]
    assert spot["since"] == "2026-03-14T08:00:00Z"
    outage_s = 6 * 3600 + 600
    assert (spot["observed_s"], spot["possible_s"]) == (28 * 3600 - outage_s, 28 * 3600)


def test_who_stands_just_beside_a_hub_is_in_it_by_the_tolerance(
    client: httpx.Client, world: World, street: dict[str, int]
) -> None:
    for metres in (222, 224, 226):
        world.stands("swift", east(metres), LAT, "14 08:00", areas=(street["city"],))
    got = spots(client, street["city"], least=3, radius=4, tolerance=15)
    assert got["count"] == 0
    got = spots(client, street["city"], least=3, radius=4, tolerance=5)
    assert got["count"] == 1


def test_each_vehicle_is_in_one_spot_and_the_fullest_comes_first(
    client: httpx.Client, street: dict[str, int]
) -> None:
    got = spots(client, street["city"], least=2, radius=5.5)
    assert [spot["vehicles"] for spot in got["spots"]] == [3]
    got = spots(client, street["city"], least=2, radius=200)
    members = [stay for spot in got["spots"] for stay in spot["stays"]]
    assert len(members) == len(set(members)) == 5


def test_at_a_past_moment_who_had_not_come_is_not_there(
    client: httpx.Client, street: dict[str, int]
) -> None:
    moment = "2026-03-15T09:00:00Z"
    assert spots(client, street["city"], least=4, radius=12, moment=moment)["count"] == 0
    in_the_outage = spots(client, street["city"], least=2, radius=12, moment="2026-03-14T23:00:00Z")
    assert [feed["status"] for feed in in_the_outage["feeds"]] == ["gap", "seen"]
    assert in_the_outage["count"] == 0


def test_spots_of_one_operator(client: httpx.Client, street: dict[str, int]) -> None:
    [spot] = spots(client, street["city"], least=2, radius=12, operator="veer")["spots"]
    assert spot["operators"] == {"veer": 2}


def test_spots_of_a_period_tell_how_long_they_lasted(
    client: httpx.Client, street: dict[str, int]
) -> None:
    question = {
        "area": street["city"], "from": "2026-03-15T08:00:00Z", "to": "2026-03-15T12:00:00Z",
        "least": 4, "radius": 12,
    }  # fmt: skip
    got = told(client.get("/hot-spots/lasting", params=question), LastingSpots)
    [spot] = got["spots"]
    assert (spot["most"], spot["observed_s"], spot["longest_s"]) == (4, 7200, 7200)
    assert (spot["first"], spot["last"]) == ("2026-03-15T10:00:00Z", "2026-03-15T12:00:00Z")


def long_parked(client: httpx.Client, area: int, **question: Any) -> dict[str, Any]:
    answer: dict[str, Any] = told(
        client.get("/long-parked", params={"area": area, **question}), LongParked
    )
    return answer


def test_certain_is_who_was_seen_so_long_possible_who_may_have(
    client: httpx.Client, street: dict[str, int]
) -> None:
    """After 28 hours with 6:10 of outage: swift's are seen for 21:50, veer's c for 28:00."""
    got = long_parked(client, street["city"], days=1)
    assert (got["certain"], got["possible"], got["standing"]) == (1, 6, 8)
    assert [v["id"] for v in got["vehicles"] if v["sure"]] == [street["c"]]
    assert {v["id"] for v in got["vehicles"] if not v["sure"]} == {
        street[name] for name in ("a", "b", "lone", "h", "i", "j")
    }
    assert long_parked(client, street["city"], days=0.9)["certain"] == 7
    assert len(long_parked(client, street["city"], days=0.9, limit=2)["vehicles"]) == 2


def test_of_changing_ids_no_long_parking_is_claimed(
    client: httpx.Client, world: World, street: dict[str, int]
) -> None:
    world.feed("spin", ("1 08:00", "15 12:00"), id_policy="rotating")
    world.stands("spin", east(50), LAT, "1 08:00", areas=(street["city"],))
    got = long_parked(client, street["city"], days=0.9, operator="spin")
    assert (got["certain"], got["possible"], got["unproven"]) == (0, 0, 1)


def test_wrong_questions_name_the_field(client: httpx.Client, street: dict[str, int]) -> None:
    assert {*faults(client.get("/hot-spots"))} == {"area"}
    assert {*faults(client.get("/hot-spots?area=1&least=1&radius=0&tolerance=-1"))} == {
        "least", "radius", "tolerance",
    }  # fmt: skip
    assert {*faults(client.get("/hot-spots?area=1&moment=2030-01-01T00:00:00Z"))} == {"moment"}
    assert {*faults(client.get("/hot-spots/lasting?area=1&from=1986-01-01T00:00:00Z"))} == {"from"}
    assert {*faults(client.get("/long-parked?area=1&days=0"))} == {"days"}
    assert {*faults(client.get("/long-parked?area=99999"))} == {"area"}
