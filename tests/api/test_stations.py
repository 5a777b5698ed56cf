"""Stations of a feed at a moment: what they hold, and what of that counts.

        10:00        11:00   11:50    12:00 now
A       3+1, listed 0 ------------------|      its own numbers count
B       2, listed 2 --------------------|      its vehicles are on the list
C       1, withheld --------------------|
D       4+0 |                                  told at 10:00 only
old A   |----------| another place before 11:00, without numbers
"""

import httpx
import pytest

from api.answers import Feed, Stations
from tests.api.checks import faults, refused, told
from tests.worlds import World, at


@pytest.fixture(autouse=True)
def drawn(world: World) -> World:
    world.feed("swift", ("14 08:00", "15 12:00"))
    for code, since, until, lon in (
        ("A", "14 10:00", "15 11:00", 4.29),
        ("A", "15 11:00", None, 4.30),
        ("B", "14 10:00", None, 4.31),
        ("C", "14 10:00", None, 4.32),
        ("D", "14 10:00", None, 4.33),
    ):
        world.connection.execute(
            "insert into station (feed_id, code, name, geom, capacity, valid_from, valid_to)"
            " select id, %s, %s, st_setsrid(st_makepoint(%s, 52.08), 4326), 10, %s, %s from feed",
            [code, f"Station {code}", lon, at(since), at(until) if until else None],
        )
    for code, starts, ends, numbers in (
        ("A", "15 11:00", "15 12:00", (3, 1, 6, 0)),
        ("B", "15 10:00", "15 12:00", (2, 0, None, 2)),
        ("C", "15 10:00", "15 12:00", (1, None, None, 0)),
        ("D", "15 10:00", "15 10:01", (4, 0, None, 0)),
    ):
        world.connection.execute(
            "insert into station_count (station_id, starts_at, ends_at, vehicles, out_of_order,"
            " docks, listed) select id, %s, %s, %s, %s, %s, %s from station"
            " where code = %s and valid_to is null",
            [at(starts), at(ends), *numbers, code],
        )
    return world


def stations(client: httpx.Client, moment: str | None = None) -> dict[str, dict[str, object]]:
    question = {} if moment is None else {"moment": moment}
    answer = told(client.get("/feeds/swift/stations", params=question), Stations)
    return {one["code"]: one for one in answer["stations"]}


def test_a_station_counts_unless_its_vehicles_are_on_the_list(client: httpx.Client) -> None:
    found = stations(client)
    assert {code: one["total"] for code, one in found.items()} == {
        "A": 4,
        "B": None,
        "C": None,
        "D": None,
    }
    assert found["A"]["reason"] is None
    assert "own list" in str(found["B"]["reason"])
    assert (found["B"]["vehicles"], found["B"]["listed"]) == (2, 2)
    assert "withholds" in str(found["C"]["reason"])
    assert (found["C"]["vehicles"], found["C"]["out_of_order"]) == (1, None)


def test_old_numbers_are_not_told_as_if_they_were_new(client: httpx.Client) -> None:
    lost = stations(client)["D"]
    numbers = ("vehicles", "out_of_order", "docks", "listed", "told_at", "total")
    assert [lost[name] for name in numbers] == [None] * 6
    assert "five minutes" in str(lost["reason"])
    before = stations(client, "2026-03-15T10:05:00Z")["D"]
    assert (before["total"], before["told_at"]) == (4, "2026-03-15T10:01:00Z")


def test_a_past_moment_has_the_station_as_it_was(client: httpx.Client) -> None:
    now, then = stations(client)["A"], stations(client, "2026-03-15T10:30:00Z")["A"]
    assert (now["lon"], now["valid_from"], now["valid_to"]) == (4.30, "2026-03-15T11:00:00Z", None)
    assert (then["lon"], then["valid_to"]) == (4.29, "2026-03-15T11:00:00Z")
    assert then["total"] is None
    assert stations(client, "2026-03-14T09:00:00Z") == {}


def test_a_feed_without_stations_has_none(client: httpx.Client, world: World) -> None:
    world.feed("veer", ("14 08:00", "15 12:00"))
    assert told(client.get("/feeds/veer/stations"), Stations)["stations"] == []


def test_strangers_and_moments_to_come_are_refused(client: httpx.Client) -> None:
    refused(client.get("/feeds/other/stations"), 404)
    assert set(faults(client.get("/feeds/swift/stations?moment=2026-03-15T12:00:01Z"))) == {
        "moment"
    }
    assert set(faults(client.get("/feeds/swift/stations?limit=1"))) == {"limit"}


def test_the_feed_tells_what_stands_at_stations_and_on_no_list(
    client: httpx.Client, world: World
) -> None:
    """Unknown as long as one station is; then the sum of those that count."""

    def docked() -> object:
        return told(client.get("/feeds/swift"), Feed)["docked"]

    assert docked() == {"stations": 4, "apart": 3, "vehicles": None}
    world.connection.execute(
        "update station set valid_to = %s where code in ('C', 'D') and valid_to is null",
        [at("15 11:59")],
    )
    assert docked() == {"stations": 2, "apart": 1, "vehicles": 4}
    world.connection.execute("update station_count set listed = 1")
    assert docked() == {"stations": 2, "apart": 0, "vehicles": 0}
