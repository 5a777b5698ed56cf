"""Hubs over HTTP: a hub of two places that fills at 09:00 and 10:00, and empties at 11:00.

15 March, UTC   08:00      09:00      10:00     11:00          12:00 (now)
in the hub        0          1          2         1              1
"""

from typing import Any

import httpx
import pytest

from api.answers import Explanation, Hubs, HubStates
from stoep.vocabulary import AreaKind
from tests.api.checks import faults, told
from tests.worlds import World

LON, LAT = 4.305, 52.105


@pytest.fixture
def hub(world: World) -> int:
    world.feed("swift", ("14 08:00", "15 12:00"))
    hub = world.area(AreaKind.hub, "hub", 4.30, 52.10, 4.31, 52.11, capacity=2)
    world.area(AreaKind.hub, "open", 4.32, 52.10, 4.33, 52.11)
    world.stands("swift", LON, LAT, "15 09:00", areas=(hub,))
    world.stood("swift", LON, LAT, "15 10:00", "15 10:59", "15 11:00", areas=(hub,))
    return hub


def hubs(client: httpx.Client, **question: str) -> dict[str, Any]:
    got = told(client.get("/hubs", params=question), Hubs)
    return {one["code"]: one for one in got["hubs"]}


def test_now_and_at_a_past_moment(client: httpx.Client, hub: int) -> None:
    now = hubs(client)["hub"]
    assert (now["vehicles"], now["capacity"], now["free"], now["occupancy"]) == (1, 2, 1, 0.5)
    # One place has been free for ten minutes since 11:00.
    assert (now["state"], now["since"], now["stale"]) == ("open", "2026-03-15T11:10:00Z", False)
    then = hubs(client, moment="2026-03-15T10:30:00Z")["hub"]
    assert (then["vehicles"], then["state"]) == (2, "full")
    assert (then["since"], then["longer"]) == ("2026-03-15T10:00:00Z", False)
    # A day is looked back: what was so all that day may have begun long before.
    before = hubs(client, moment="2026-03-15T08:30:00Z")["hub"]
    assert (before["state"], before["longer"]) == ("open", True)
    without = hubs(client)["open"]
    assert (without["occupancy"], without["state"], without["vehicles"]) == (None, None, 0)


def test_the_states_of_a_day(client: httpx.Client, hub: int) -> None:
    got = told(client.get(f"/hubs/{hub}/states?day=2026-03-15"), HubStates)
    assert [(turn["from"], turn["state"]) for turn in got["states"]] == [
        ("2026-03-14T23:00:00Z", "open"),
        ("2026-03-15T10:00:00Z", "full"),
        ("2026-03-15T11:10:00Z", "open"),
    ]


def test_who_is_not_seen_makes_the_state_stale(
    client: httpx.Client, world: World, hub: int
) -> None:
    world.feed("veer", ("14 08:00", "15 09:30"))
    then = hubs(client, moment="2026-03-15T10:30:00Z")["hub"]
    assert then["stale"]
    got = told(client.get("/hubs?moment=2026-03-15T10:30:00Z"), Hubs)
    assert (got["coverage"], got["reason"]) == (0.5, "no_evidence: veer")


def test_its_receipt_holds(client: httpx.Client, hub: int) -> None:
    receipt = told(client.get("/hubs"), Hubs)["receipt"]
    assert told(client.get(f"/receipts/{receipt}"), Explanation)["same"]


def test_wrong_questions_name_the_field(client: httpx.Client, world: World, hub: int) -> None:
    city = world.area(AreaKind.municipality, "GM1", 4.2, 52, 4.4, 52.2)
    assert {*faults(client.get(f"/hubs/{city}/states?day=2026-03-15"))} == {"id"}
    for day in ("2026-03-17", "0001-01-01", "9999-12-31"):
        assert {*faults(client.get(f"/hubs/{hub}/states?day={day}"))} == {"day"}
    assert {*faults(client.get("/hubs?moment=2030-01-01T00:00:00Z"))} == {"moment"}
