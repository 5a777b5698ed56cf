"""Of how many vehicles a list told what: counted as it is read, kept with its poll."""

from dataclasses import replace
from typing import Any

import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from ingest.gbfs import Limits, read_vehicles
from ingest.mds import bundle
from ingest.mds import read_vehicles as read_mds
from ingest.snapshot import Snapshot, by_position
from stoep.told import ToldFields
from stoep.vocabulary import FormFactor, Propulsion
from tests.ingest.gbfs_bodies import body, encoded, spread, vehicle
from tests.ingest.mds_bodies import about, older, page, stands
from tests.ingest.pushing import event, pushing
from tests.ingest.worlds import World, listing

NL = Limits(1000, (3.2, 50.7, 7.3, 53.6))
BIKE = (FormFactor.bicycle, Propulsion.human)
MOPED = (FormFactor.moped, Propulsion.electric)
TYPES = {"bike": BIKE, "moped": MOPED, "thing": (FormFactor.unknown, Propulsion.electric)}


def read(rows: list[dict[str, Any]], types: Any = None, default: Any = MOPED) -> Snapshot:
    return read_vehicles(encoded(body(rows)), NL, default, types)


def told(rows: list[dict[str, Any]], types: Any = None, default: Any = MOPED) -> ToldFields:
    found = read(rows, types, default).told
    assert found is not None
    return found


def test_each_field_is_counted() -> None:
    rows = [
        vehicle(1, vehicle_type_id="bike"),
        vehicle(2, lat=52.09, vehicle_type_id="moped", current_range_meters=9000),
        vehicle(3, lat=52.10, vehicle_type_id="moped", current_fuel_percent=0.4),
        vehicle(4, lat=52.11, vehicle_type_id="moped"),
        vehicle(5, lat=52.12, vehicle_type_id="thing", current_range_meters=0),
        vehicle(6, lat=52.13),
    ]
    assert told(rows, TYPES) == ToldFields(6, 6, 6, 4, 5, 3)


@pytest.mark.parametrize(("default", "powered"), [(BIKE, 0), (MOPED, 3)])
def test_without_a_file_of_types_none_is_told(default: Any, powered: int) -> None:
    assert told(spread(3), None, default) == ToldFields(3, 3, 3, 0, powered, 0)


def test_a_state_is_told_when_both_halves_of_it_are() -> None:
    content = body(spread(4))
    bikes = content["data"]["bikes"]
    del bikes[0]["is_reserved"]
    bikes[1]["is_disabled"] = None
    found = read_vehicles(encoded(content), NL, MOPED)
    assert found.told is not None
    assert (found.told.vehicles, found.told.state) == (4, 2)
    assert set(found.state.tolist()) == {0}


def test_the_tolerant_reading_counts_the_same() -> None:
    rows = [vehicle(n, lat=52.01 + n / 1000, current_range_meters=10 * n) for n in range(20)]
    whole = told(rows)
    rows[3]["current_range_meters"] = "30"
    rows[4]["station_id"] = 17
    rows[5]["is_reserved"] = "false"
    assert told(rows) == whole == ToldFields(20, 20, 20, 0, 20, 20)


def test_a_vehicle_without_a_place_is_counted_as_lacking_it_and_a_docked_one_is_not() -> None:
    rows = spread(30)
    rows[0].pop("lat")
    rows[1]["lon"] = rows[1]["lat"] = 0.0
    rows[2] = {"id": "docked", "station_id": "s"}
    assert told(rows) == ToldFields(29, 27, 29, 0, 29, 0)


def test_the_counts_go_along_with_a_list_by_place() -> None:
    found = read(spread(3))
    assert by_position(found).told == found.told


def test_mds_2_0_is_counted_over_both_files() -> None:
    rows = [stands("a"), stands("b", lon=4.31), stands("c", "on_trip"), stands("d", lon=4.32)]
    rows[0]["last_telemetry"]["battery_percent"] = 80
    rows[1]["last_event"]["vehicle_state"] = "nonsense"
    kinds = [about("a"), about("b", "bicycle", ("human",)), about("c"), about("e")]
    many = [stands(f"x{n}", lon=4.2 + n / 1000) for n in range(20)]
    found = read_mds(
        bundle([page("vehicles", kinds)], [page("vehicles_status", rows + many)]), NL, MOPED
    )
    assert found.told == ToldFields(23, 23, 22, 2, 22, 1)


def test_mds_1_2_tells_its_battery_with_the_vehicle() -> None:
    rows = [older("a") | {"battery_pct": 0.5}, older("b", lon=4.31)]
    found = read_mds(bundle([page("vehicles", rows)], []), NL, MOPED)
    assert found.told == ToldFields(2, 2, 2, 2, 2, 1)


def test_they_are_kept_with_the_poll(pool: ConnectionPool[Connection[Any]]) -> None:
    world = World(pool)
    world.see({"a": 0})
    assert listing({"a": 0}).told is None
    world.see(replace(read(spread(3)), source_s=None))
    rows = world.rows("select told from poll order by started_at")
    assert [kept and list(kept) for (kept,) in rows] == [None, [3, 3, 3, 0, 3, 0, 0]]


def test_words_are_counted_with_how_late_they_came(
    pool: ConnectionPool[Connection[Any]], address: str
) -> None:
    with pushing(address, pool) as operator:
        operator.register("a", "b")
        operator.tell(
            40,
            event("a", 0, "available", "provider_drop_off", 0),
            event("b", 10, "available", "provider_drop_off", 50),
        )
        rows = operator.rows("select told from poll where told is not null order by started_at")
    assert [list(row[0]) for row in rows] == [[2, 2, 2, 2, 0, 0, 40]]
