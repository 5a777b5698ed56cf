"""A street drawn by hand, and its worklist; it is 15 March 2026, 12:00 UTC.

metres east     0      20      40       60       100 ... 130      200 ..... 212
                long   gap     broken   fresh    |banned |        |hub      |
                                                  in  edge

          10 00:00       12 00:00   13 00:00            15 12:00 (now)
swift     |==================|  outage  |====================|
veer      |===================================================|
mute      |==========================|                            silent since 13 00:00
spin      |===================================================|   its ids change
"""

from typing import Any

import httpx
import pytest

from api.answers import Worklist
from stoep.vocabulary import AreaKind
from tests.api.checks import told
from tests.worlds import World
from zones.cells import fold_feed

LAT, HERE = 52.105, "GM9999"
METRE = 1 / 111_320 / 0.614285
DAY_S = 86_400


def east(metres: float) -> float:
    return 4.30 + metres * METRE


@pytest.fixture(autouse=True)
def street(world: World) -> dict[str, int]:
    world.feed("swift", ("10 00:00", "12 00:00"), ("13 00:00", "15 12:00"))
    world.feed("veer", ("10 00:00", "15 12:00"))
    world.feed("mute", ("10 00:00", "13 00:00"))
    world.feed("spin", ("10 00:00", "15 12:00"), id_policy="rotating")
    city = world.area(AreaKind.municipality, HERE, 4.29, 52.10, 4.32, 52.11, municipality=HERE)
    quay = world.area(AreaKind.neighbourhood, "quay", 4.29, 52.10, 4.32, 52.11)
    banned = world.area(
        AreaKind.no_parking, "pier", east(100), 52.104, east(130), 52.106, since="14 12:00"
    )
    hub = world.area(AreaKind.hub, "hub", east(200), 52.1049, east(212), 52.1051)
    found = {"city": city, "quay": quay, "pier": banned, "hub": hub}
    for name, feed, metres, since, more in (
        ("long", "veer", 0, "10 00:00", {}),
        ("gap", "swift", 20, "11 18:00", {}),
        ("broken", "veer", 40, "12 00:00", {"state": "out_of_order"}),
        ("fresh", "veer", 60, "15 08:00", {}),
        ("in", "veer", 115, "14 00:00", {}),
        ("edge", "swift", 95, "15 00:00", {}),
        ("silent", "mute", 10, "10 00:00", {}),
        ("place", "spin", 120, "10 00:00", {"form": "moped"}),
    ):
        found[name] = world.stands(feed, east(metres), LAT, since, areas=(city, quay), **more)
    world.said("veer", found["broken"], "12 00:00", ("14 06:00", "available", "out_of_order"))
    for feed in world.feeds.values():
        fold_feed(world.connection, feed.id)
    return found


def worklist(client: httpx.Client, street: dict[str, int], **asked: Any) -> dict[str, Any]:
    got: dict[str, Any] = told(
        client.get("/worklist", params={"area": street["city"], **asked}), Worklist
    )
    return got


def stays(got: dict[str, Any], street: dict[str, int]) -> list[str]:
    names = {number: name for name, number in street.items()}
    return [names[row["stay"]] for row in got["rows"]]


def row_of(got: dict[str, Any], stay: int) -> dict[str, Any]:
    [row] = [row for row in got["rows"] if row["stay"] == stay]
    return row


def act(client: httpx.Client, stay: int, **about: Any) -> httpx.Response:
    return client.post(f"/worklist/{stay}/actions", json={"by": "Noor de Wit", **about})
