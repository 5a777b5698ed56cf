"""What MDS Provider lists: who stands and who does not, every way of telling times and places."""

from typing import Any

import pytest

from stoep.vocabulary import FormFactor, Propulsion, VehicleState
from tests.ingest.gbfs_bodies import T0
from tests.ingest.mds_bodies import MOPED, PLATE, UNKNOWN, about, older, page, read, stands, states

STANDING = {
    "available": VehicleState.available,
    "reserved": VehicleState.reserved,
    "non_operational": VehicleState.out_of_order,
    "non_contactable": VehicleState.out_of_order,
}
AWAY = ("on_trip", "stopped", "removed", "missing", "elsewhere")


def test_f21_each_state_is_counted_or_not() -> None:
    rows = [stands(state, state) for state in (*STANDING, *AWAY)]
    snapshot = read([page("vehicles", [])], [page("vehicles_status", rows)])
    assert states(snapshot) == STANDING
    assert snapshot.dropped == dict.fromkeys(AWAY, 1)
    assert snapshot.listed == 9


def test_a_fleet_on_the_road_is_no_fault() -> None:
    rows = [stands(f"r{n}", "on_trip") for n in range(95)] + [stands("a")]
    assert len(read([page("vehicles", [])], [page("vehicles_status", rows)])) == 1


def test_places_of_riders_and_plates_go_no_further() -> None:
    rows = [stands("a"), stands("b", "on_trip", lon=4.444)]
    snapshot = read([page("vehicles", [about("a"), about("b")])], [page("vehicles_status", rows)])
    assert PLATE not in repr(snapshot)
    assert "4.444" not in repr(snapshot)
    assert snapshot.ids == ["a"]


@pytest.mark.parametrize("wrapped", [False, True])
def test_2_0_is_joined_by_device(wrapped: bool) -> None:
    vehicles = page("vehicles", [about("A"), about("b", "bicycle", ("human",))], wrapped=wrapped)
    placed = page("vehicles_status", [stands("a"), stands("b"), stands("c")], wrapped=wrapped)
    snapshot = read([vehicles], [placed])
    kinds = {key: snapshot.kinds[k] for key, k in zip(snapshot.ids, snapshot.kind, strict=True)}
    # F22: one that was not told of is counted, as what is not known.
    assert kinds == {
        "a": MOPED,
        "b": (FormFactor.bicycle, Propulsion.human),
        "c": UNKNOWN,
    }
    assert snapshot.version == "MDS 2.0.0"


@pytest.mark.parametrize("wrapped", [False, True])
def test_1_2_tells_all_in_one_file(wrapped: bool) -> None:
    rows = [older("a"), older("b", "on_trip"), older("c", "unknown")]
    snapshot = read([page("vehicles", rows, version="1.2.0", wrapped=wrapped)])
    assert states(snapshot) == {
        "a": VehicleState.available,
        "c": VehicleState.out_of_order,
    }
    assert snapshot.kinds == (MOPED,)
    assert snapshot.lon.tolist() == [4.3, 4.3]


def test_the_newest_place_counts() -> None:
    moved = older("a", lon=4.3) | {"current_location": {"type": "Point", "coordinates": [4.5, 52]}}
    assert read([page("vehicles", [moved], version="1.2.0")]).lon.tolist() == [4.5]
    row = stands("a")
    row["last_event"]["location"] = {"lat": 52.0, "lng": 5.0}
    assert read([page("vehicles", [])], [page("vehicles_status", [row])]).lon.tolist() == [4.3]
    del row["last_telemetry"]
    assert read([page("vehicles", [])], [page("vehicles_status", [row])]).lon.tolist() == [5.0]


@pytest.mark.parametrize(
    "told", [T0 * 1000, str(T0 * 1000), T0, str(T0), T0 * 1000 + 0.25, "2026-02-25T06:00:00Z"]
)
def test_a_time_may_be_told_in_many_ways(told: Any) -> None:
    snapshot = read([page("vehicles", [])], [page("vehicles_status", [stands("a")], at=told)])
    expected = T0 if not str(told).startswith("2026") else snapshot.source_s
    assert snapshot.source_s == expected
    assert snapshot.source_s is not None


@pytest.mark.parametrize(
    ("told", "ttl_s"),
    [(30_000, 30), ("60000", 60), (30, 30), (0, 0), (-5, None), ("soon", None), (10**12, 86_400)],
)
def test_time_to_live_is_in_milliseconds(told: Any, ttl_s: int | None) -> None:
    assert read([page("vehicles", [older("a")], ttl=told)]).ttl_s == ttl_s


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (["human", "electric_assist"], Propulsion.electric_assist),
        (["electric"], Propulsion.electric),
        (["combustion"], Propulsion.combustion),
        ([], Propulsion.unknown),
        (["steam"], Propulsion.unknown),
        (None, Propulsion.unknown),
        ("electric", Propulsion.electric),
    ],
)
def test_several_propulsions_are_one_word(told: Any, expected: Propulsion) -> None:
    row = older("a") | {"propulsion_types": told}
    assert read([page("vehicles", [row])]).kinds[0][1] is expected


def test_one_bad_row_costs_only_itself() -> None:
    good = [stands(f"g{n}") for n in range(60)]
    nowhere = stands("x")
    del nowhere["last_telemetry"]
    bad = [nowhere, stands("", "available"), stands("y", "flying"), "text", stands("g1", lon=4.31)]
    snapshot = read([page("vehicles", [])], [page("vehicles_status", [*good, *bad])])
    assert len(snapshot) == 60
    assert snapshot.dropped == {
        "no_position": 1,
        "no_id": 1,
        "unknown_state": 1,
        "not_a_vehicle": 1,
        "duplicate_id": 1,
    }


def test_who_is_told_of_twice_is_where_it_was_told_of_last() -> None:
    fleet = [event_row(f"v{n}", "available", T0) for n in range(30)]
    earlier, later = event_row("a", "available", T0 - 60), event_row("A", "on_trip", T0)
    for rows in ([earlier, later, *fleet], [later, *fleet, earlier]):
        snapshot = read([page("vehicles", [])], [page("vehicles_status", rows)])
        assert "a" not in snapshot.ids
        assert snapshot.dropped == {"on_trip": 1, "duplicate_id": 1}
    back = [event_row("a", "available", T0 + 60), later, *fleet, event_row("v1", "reserved", T0)]
    snapshot = read([page("vehicles", [])], [page("vehicles_status", back)])
    assert "a" in snapshot.ids
    assert snapshot.dropped == {"on_trip": 1, "duplicate_id": 1}


def event_row(device: str, state: str, at_s: int) -> Any:
    """A row of /vehicles/status with a moment of its own."""
    place = {"lat": 52.1, "lng": 4.3}
    event = {"vehicle_state": state, "timestamp": at_s * 1000, "location": place}
    return {"device_id": device, "provider_id": "p", "last_event": event}


@pytest.mark.parametrize("types", [["trip_end", "battery_low"], ["battery_low", "trip_end"], []])
def test_the_state_counts_and_not_the_events_that_led_to_it(types: list[str]) -> None:
    row = stands("a", "non_operational")
    row["last_event"]["event_types"] = types
    snapshot = read([page("vehicles", [])], [page("vehicles_status", [row])])
    assert states(snapshot) == {"a": VehicleState.out_of_order}


@pytest.mark.parametrize("charge", [0.5, 50, 50.0, "50", -1, None])
def test_a_charge_on_any_scale_says_nothing(charge: Any) -> None:
    row = stands("a")
    row["last_telemetry"] |= {"battery_percent": charge, "battery_pct": charge}
    assert len(read([page("vehicles", [])], [page("vehicles_status", [row])])) == 1
