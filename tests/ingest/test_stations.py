"""Stations and the vehicles at them: placed, counted once, followed through time."""

import asyncio
import copy
from typing import Any

import pytest

from ingest.docks import Docks
from ingest.feed import NETHERLANDS
from ingest.gbfs import Limits, read_vehicles
from ingest.refusal import NotGbfs
from stoep.vocabulary import PollOutcome
from tests.ingest.docked import LIST, STATIONS, STATUS
from tests.ingest.faultfeed import hang, raw, status
from tests.ingest.followed import Followed, Pool, followed
from tests.ingest.gbfs_bodies import T0, body, encoded, spread
from tests.ingest.worlds import BIKE

NL = Limits(1000, NETHERLANDS)
COUNTS = (
    "select s.code, c.vehicles, c.out_of_order, c.docks, c.listed,"
    f" extract(epoch from c.starts_at)::int8 - {T0}, extract(epoch from c.ends_at)::int8 - {T0}"
    " from station_count c join station s on s.id = c.station_id order by s.code, c.starts_at"
)
VERSIONS = (
    "select code, name, round(st_x(geom)::numeric, 6)::float8, capacity,"
    f" extract(epoch from valid_from)::int8 - {T0}, extract(epoch from valid_to)::int8 - {T0}"
    " from station order by code, valid_from"
)


def all_files(feed: Followed, **changed: Any) -> None:
    """Every file, freshly told."""
    told = {"free_bike_status": LIST, "station_information": STATIONS, "station_status": STATUS}
    feed.tell(**(told | changed))


def changed_status(at: int, **numbers: Any) -> dict[str, Any]:
    told = copy.deepcopy(STATUS)
    told["stations"][at].update(numbers)
    return told


# --- counted once ------------------------------------------------------------------------------


def test_a_docked_vehicle_stands_at_its_station_and_is_counted_once(pool: Pool) -> None:
    async def story() -> None:
        async with followed(pool) as feed:
            all_files(feed)
            outcome = await feed.poll()
            assert (outcome.outcome, outcome.opened) == (PollOutcome.ok, 3)
            places = feed.rows("select st_x(geom), st_y(geom) from open_stay order by 1, 2")
            assert places == [(4.30, 52.08), (4.30, 52.08), (4.31, 52.09)]
            # At A the list counts; at B, which rents nothing out, the station does.
            assert feed.rows(COUNTS) == [("A", 2, 0, 8, 2, 60, 60), ("B", 5, 1, None, 0, 60, 60)]
            [(dropped,)] = feed.rows("select dropped from poll")
            assert dropped == {}

    asyncio.run(story())


def test_a_vehicle_that_tells_a_position_keeps_it(pool: Pool) -> None:
    docks = Docks({"A": (4.30, 52.08)}, whole=True)
    listed = {"bike_id": "b", "station_id": "A", "lon": 4.3001, "lat": 52.0801}
    snapshot = read_vehicles(encoded({"data": {"bikes": [listed]}}), NL, BIKE, None, docks)
    assert (snapshot.lon[0], snapshot.lat[0]) == (4.3001, 52.0801)
    assert (docks.listed, docks.needed) == ({"A": 1}, False)


def test_a_vehicle_told_twice_is_at_one_station() -> None:
    rows = [{"bike_id": f"b{n}", "station_id": "A"} for n in range(20)]
    rows.append({"bike_id": "b7", "station_id": "A"})
    docks = Docks({"A": (4.30, 52.08)}, whole=True)
    snapshot = read_vehicles(encoded({"data": {"bikes": rows}}), NL, BIKE, None, docks)
    assert (len(snapshot), docks.listed) == (20, {"A": 20})


def test_at_an_unknown_station_it_is_left_out_and_counted() -> None:
    content = body(spread(40))
    content["data"]["bikes"] += [{"bike_id": f"d{n}", "station_id": "?"} for n in range(3)]
    docks = Docks({}, whole=True)
    snapshot = read_vehicles(encoded(content), NL, BIKE, None, docks)
    assert (len(snapshot), snapshot.dropped) == (40, {"docked_at_unknown_station": 3})
    assert docks.strangers == 3


def test_many_at_unknown_stations_are_a_fault_of_the_feed() -> None:
    content = body(spread(40))
    content["data"]["bikes"] += [{"bike_id": f"d{n}", "station_id": "?"} for n in range(30)]
    with pytest.raises(NotGbfs, match="30 docked_at_unknown_station"):
        read_vehicles(encoded(content), NL, BIKE, None, Docks({}, whole=True))
    # When we only do not know the stations ourselves, it is none.
    assert len(read_vehicles(encoded(content), NL, BIKE, None, Docks({}))) == 40


def test_a_new_station_is_found_within_the_poll_that_needs_it(pool: Pool) -> None:
    more = copy.deepcopy(STATIONS)
    more["stations"].append({"station_id": "C", "name": "Cape", "lon": 4.32, "lat": 52.08})
    at_c = {"bikes": [*LIST["bikes"], *({"bike_id": f"c{n}", "station_id": "C"} for n in range(9))]}

    async def story() -> None:
        async with followed(pool) as feed:
            all_files(feed)
            await feed.poll()
            feed.now_s += 400
            all_files(feed, station_information=more, free_bike_status=at_c)
            assert (await feed.poll()).outcome is PollOutcome.ok
            assert feed.rows("select count(*) from open_stay where st_x(geom) = 4.32") == [(9,)]
            assert [row[0] for row in feed.rows(VERSIONS)] == ["A", "B", "C"]

    asyncio.run(story())


# --- a feed of stations only -------------------------------------------------------------------


@pytest.mark.parametrize("version", ["1.1", "2.3", "3.0"])
def test_a_feed_of_stations_only_is_evidence_without_vehicles(pool: Pool, version: str) -> None:
    told = copy.deepcopy(STATUS)
    if version >= "3":
        for row in told["stations"]:
            row["num_vehicles_available"] = row.pop("num_bikes_available")
            row["num_vehicles_disabled"] = row.pop("num_bikes_disabled")

    async def story() -> None:
        async with followed(pool) as feed:
            outcomes = []
            for _ in range(5):
                feed.tell(version, station_information=STATIONS, station_status=told)
                outcomes.append((await feed.poll()).outcome)
            assert outcomes == [PollOutcome.ok] + [PollOutcome.unchanged] * 4
            assert feed.rows("select distinct version, listed, sighted from poll") == [
                (version, 0, 0)
            ]
            assert feed.rows(COUNTS) == [("A", 2, 0, 8, 0, 60, 300), ("B", 5, 1, None, 0, 60, 300)]
            assert feed.server.requests.count("/station_status") == 5

    asyncio.run(story())


def test_a_list_that_vanishes_from_discovery_is_not_an_empty_street(pool: Pool) -> None:
    async def story() -> None:
        async with followed(pool) as feed:
            vehicles = [{k: v for k, v in one.items() if k != "id"} for one in spread(30)]
            rows = [v | {"bike_id": f"b{n}"} for n, v in enumerate(vehicles)]
            all_files(feed, free_bike_status={"bikes": rows})
            await feed.poll()
            feed.now_s += 3600
            feed.tell(station_information=STATIONS, station_status=STATUS, free_bike_status=None)
            assert (await feed.poll()).outcome is PollOutcome.suspect_empty
            assert feed.rows("select count(*) from open_stay") == [(30,)]

    asyncio.run(story())


def test_one_station_file_without_a_list_is_no_feed(pool: Pool) -> None:
    async def story() -> None:
        async with followed(pool) as feed:
            feed.tell(station_information=STATIONS)
            assert (await feed.poll()).outcome is PollOutcome.schema

    asyncio.run(story())


# --- through time ------------------------------------------------------------------------------


def test_the_same_numbers_are_one_run_until_they_change_or_a_gap_comes(pool: Pool) -> None:
    """minutes: 1  2  3(changed)  4(changed back)   …   14(after a gap, the same)."""

    async def story() -> None:
        async with followed(pool) as feed:
            for told in (STATUS, STATUS, changed_status(1, num_bikes_available=4), STATUS):
                all_files(feed, station_status=told)
                await feed.poll()
            feed.now_s += 540
            all_files(feed)
            await feed.poll()
            at_b = [row[1:] for row in feed.rows(COUNTS) if row[0] == "B"]
            assert at_b == [
                (5, 1, None, 0, 60, 120),
                (4, 1, None, 0, 180, 180),
                (5, 1, None, 0, 240, 240),
                (5, 1, None, 0, 840, 840),
            ]

    asyncio.run(story())


def test_a_vehicle_that_docks_ends_the_station_s_own_total(pool: Pool) -> None:
    rides_in = {"bikes": [*LIST["bikes"], {"bike_id": "b4", "station_id": "B"}]}

    async def story() -> None:
        async with followed(pool) as feed:
            all_files(feed)
            await feed.poll()
            all_files(feed, free_bike_status=rides_in)
            await feed.poll()
            at_b = [row[4:] for row in feed.rows(COUNTS) if row[0] == "B"]
            assert at_b == [(0, 60, 60), (1, 120, 120)]

    asyncio.run(story())


@pytest.mark.parametrize(
    ("change", "versions"),
    [
        ({"name": "Ark"}, 2),
        ({"capacity": 12}, 2),
        ({"lon": 4.30003}, 2),  # two metres
        ({"lon": 4.300005}, 1),  # a third of a metre
        ({"address": "Kade 1"}, 1),
    ],
)
def test_a_station_that_changes_gets_a_version(
    pool: Pool, change: dict[str, Any], versions: int
) -> None:
    other = copy.deepcopy(STATIONS)
    other["stations"][0].update(change)  # type: ignore[arg-type]

    async def story() -> None:
        async with followed(pool) as feed:
            all_files(feed)
            await feed.poll()
            feed.now_s += 3600
            all_files(feed, station_information=other)
            await feed.poll()
            found = [row for row in feed.rows(VERSIONS) if row[0] == "A"]
            assert len(found) == versions
            assert found[0][4:] == (60, 3720 if versions == 2 else None)
            if versions == 2:
                assert found[1][4:] == (3720, None)
                assert [row[5:] for row in feed.rows(COUNTS) if row[0] == "A"] == [
                    (60, 60),
                    (3720, 3720),
                ]

    asyncio.run(story())


def test_a_station_that_is_gone_ends_but_not_all_at_once(pool: Pool) -> None:
    fewer = {"stations": STATIONS["stations"][1:]}

    async def story() -> None:
        async with followed(pool) as feed:
            for told in (STATIONS, {"stations": []}, fewer, STATIONS):
                feed.now_s += 3540
                all_files(feed, station_information=told, free_bike_status={"bikes": []})
                await feed.poll()
            assert [row[4:] for row in feed.rows(VERSIONS)] == [
                (3600, 10800),
                (14400, None),
                (3600, None),
            ]

    asyncio.run(story())


def test_numbers_that_stand_still_are_no_answer(pool: Pool) -> None:
    async def story() -> None:
        async with followed(pool) as feed:
            all_files(feed)
            old = encoded(feed.body(STATUS))
            for _ in range(6):
                all_files(feed, station_status=raw(old))
                await feed.poll()
            assert {row[6] for row in feed.rows(COUNTS)} == {60}

    asyncio.run(story())


# --- what fails beside the vehicles costs them nothing -------------------------------------------


@pytest.mark.parametrize("fault", [status(500), hang(), raw(b"<html>"), raw(b'{"data": {}}')])
@pytest.mark.parametrize("file", ["station_information", "station_status", "geofencing_zones"])
def test_a_file_that_fails_costs_no_poll(pool: Pool, file: str, fault: Any) -> None:
    async def story() -> None:
        async with followed(pool, interval_s=15) as feed:
            all_files(feed, **{file: fault})
            loop = asyncio.get_running_loop()
            began = loop.time()
            outcome = await feed.poll()
            assert outcome.outcome is PollOutcome.ok
            # b1 and b2 cannot be placed when it is not known where the stations are.
            assert outcome.opened == (1 if file == "station_information" else 3)
            all_files(feed, **{file: fault})
            assert (await feed.poll(15)).outcome is PollOutcome.unchanged
            assert loop.time() - began < 12
            asked = feed.server.requests.count(f"/{file}")
            assert asked == 1  # and then left alone for five minutes

    asyncio.run(story())


def test_stations_that_were_known_stay_known_when_their_file_fails(pool: Pool) -> None:
    at_c = {"bikes": [*LIST["bikes"], *({"bike_id": f"c{n}", "station_id": "C"} for n in range(9))]}

    async def story() -> None:
        async with followed(pool) as feed:
            all_files(feed)
            await feed.poll()
            feed.now_s += 3600
            all_files(feed, station_information=status(500), free_bike_status=at_c)
            assert (await feed.poll()).outcome is PollOutcome.unchanged
            [(dropped,)] = feed.rows("select dropped from poll order by started_at desc limit 1")
            assert dropped == {"docked_without_position": 9}
            assert feed.rows("select count(*) from open_stay where st_x(geom) = 4.30") == [(2,)]

    asyncio.run(story())
