"""How full hubs are whose form factors have places of their own, or none.

hub      places                     stands there                 as full as
typed    10 bicycles, 2 mopeds      4 bicycles, 6 mopeds, a car  its mopeds: 3
none     0                          1 bicycle                    always full
mixed    10 bicycles, 0 mopeds      4 bicycles                   its bicycles: 0.4
only     2, for bicycles            1 bicycle, 3 mopeds          0.5
"""

from typing import Any

import httpx
import pytest

from api.answers import Hubs, HubStates
from stoep.vocabulary import AreaKind, FormFactor
from tests.api.checks import told
from tests.worlds import World
from zones.cells import fold_feed

LAT = 52.105
DAY = "step=day&from=2026-03-11T23:00:00Z&to=2026-03-12T23:00:00Z"
WEST = {"typed": 4.301, "none": 4.303, "mixed": 4.305, "only": 4.307}
ROOM: dict[str, dict[str, Any]] = {
    "typed": {"places": {"bicycle": 10, "moped": 2}},
    "none": {"capacity": 0},
    "mixed": {"places": {"bicycle": 10, "moped": 0}},
    "only": {"capacity": 2, "forms": ["bicycle"]},
}
STANDS = {
    "typed": {FormFactor.bicycle: 4, FormFactor.moped: 6, FormFactor.car: 1},
    "none": {FormFactor.bicycle: 1},
    "mixed": {FormFactor.bicycle: 4},
    "only": {FormFactor.bicycle: 1, FormFactor.moped: 3},
}


@pytest.fixture
def hubs(world: World) -> dict[str, int]:
    world.feed("swift", ("10 00:00", "15 12:00"))
    areas = {
        name: world.area(AreaKind.hub, name, west, 52.10, west + 0.001, 52.11, **ROOM[name])
        for name, west in WEST.items()
    }
    for name, stands in STANDS.items():
        for form, count in stands.items():
            for _ in range(count):
                lon = WEST[name] + 0.0005
                world.stands("swift", lon, LAT, "10 00:00", form=form, areas=(areas[name],))
    fold_feed(world.connection, 1)
    return areas


def series(client: httpx.Client, name: str, hub: int, more: str = "") -> dict[str, Any]:
    got = client.get(f"/indicators/{name}/series?area={hub}&{DAY}{more}").raise_for_status()
    return {one["key"]: (one["values"][0], one["reasons"][0]) for one in got.json()["series"]}


def test_occupancy_through_a_day(client: httpx.Client, hubs: dict[str, int]) -> None:
    def occupancy(name: str, more: str = "") -> dict[str, Any]:
        return series(client, "hub_occupancy", hubs[name], more)

    assert occupancy("typed") == {"all": (3, None), "bicycle": (0.4, None), "moped": (3, None)}
    assert occupancy("typed", "&form=bicycle") == {"all": (0.4, None), "bicycle": (0.4, None)}
    assert occupancy("none") == {"all": (None, "no_places")}
    assert occupancy("mixed")["all"] == (0.4, None)
    assert occupancy("mixed")["moped"] == (None, "no_places")
    assert occupancy("only") == {"all": (0.5, None)}


def test_time_over_capacity(client: httpx.Client, hubs: dict[str, int]) -> None:
    def over(name: str) -> dict[str, Any]:
        return series(client, "over_capacity_time", hubs[name])

    assert over("typed") == {"all": (1, None), "bicycle": (0, None), "moped": (1, None)}
    assert over("none") == {"all": (1, None)}
    assert over("mixed") == {"all": (0, None), "bicycle": (0, None), "moped": (0, None)}
    assert over("only") == {"all": (0, None)}


def test_occupancy_on_the_map(client: httpx.Client, hubs: dict[str, int]) -> None:
    got = client.get("/indicators/hub_occupancy/map?kind=hub").raise_for_status().json()
    assert {one["code"]: (one["value"], one["reason"]) for one in got["values"]} == {
        "typed": (3, None),
        "none": (None, "no_places"),
        "mixed": (0.4, None),
        "only": (0.5, None),
    }


def test_the_hubs_now(client: httpx.Client, hubs: dict[str, int]) -> None:
    got = {one["code"]: one for one in told(client.get("/hubs"), Hubs)["hubs"]}
    fields = ("vehicles", "capacity", "free", "occupancy", "state", "reason")
    assert {code: tuple(one[name] for name in fields) for code, one in got.items()} == {
        "typed": (11, 12, -4, 3, "full", None),
        "none": (1, 0, -1, None, "full", "no_places"),
        "mixed": (4, 10, 6, 0.4, "open", None),
        "only": (1, 2, 1, 0.5, "open", None),
    }
    fields = ("form", "vehicles", "capacity", "free", "occupancy", "state")
    assert [tuple(one[name] for name in fields) for one in got["typed"]["forms"]] == [
        ("bicycle", 4, 10, 6, 0.4, "open"),
        ("moped", 6, 2, -4, 3, "full"),
    ]
    assert got["none"]["forms"] == got["only"]["forms"] == []


def test_who_stands_where_there_are_no_places_makes_it_full(
    client: httpx.Client, world: World, hubs: dict[str, int]
) -> None:
    """A moped comes to the hub with no places for mopeds, at 10:00 of the 15th."""
    lon = WEST["mixed"] + 0.0005
    world.stands("swift", lon, LAT, "15 10:00", form="moped", areas=(hubs["mixed"],))
    [now] = [one for one in client.get("/hubs").json()["hubs"] if one["code"] == "mixed"]
    assert (now["state"], now["since"]) == ("full", "2026-03-15T10:00:00Z")
    assert (now["free"], now["occupancy"], now["reason"]) == (-1, None, "no_places")


@pytest.mark.parametrize(
    ("name", "state"), [("typed", "full"), ("none", "full"), ("mixed", "open"), ("only", "open")]
)
def test_the_states_of_a_day(
    client: httpx.Client, hubs: dict[str, int], name: str, state: str
) -> None:
    got = told(client.get(f"/hubs/{hubs[name]}/states?day=2026-03-12"), HubStates)
    assert ([turn["state"] for turn in got["states"]], got["reason"]) == ([state], None)
