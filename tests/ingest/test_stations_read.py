"""Station files of all kinds are read or refused; what is withheld is unknown."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.feed import NETHERLANDS
from ingest.refusal import Refusal, TooLarge
from ingest.stations import read_counts, read_stations
from tests.ingest.gbfs_bodies import encoded

WORLD = (-180.0, -90.0, 180.0, 90.0)


def test_withheld_numbers_are_unknown_and_never_zero() -> None:
    rows = [
        {"station_id": "a", "num_bikes_available": 3},
        {"station_id": "b", "num_bikes_available": 0, "num_bikes_disabled": None},
        {"station_id": "c", "num_bikes_disabled": 2},
        {"station_id": "d", "num_bikes_available": -1},
        {"station_id": "e", "num_vehicles_available": "4", "num_vehicles_disabled": 1.0},
    ]
    counts = read_counts(encoded({"data": {"stations": rows}}))
    assert [(c.code, c.vehicles, c.out_of_order, c.docks) for c in counts.stations] == [
        ("a", 3, None, None),
        ("b", 0, None, None),
        ("e", 4, 1, None),
    ]


def test_names_in_several_languages_give_one() -> None:
    names = [{"text": "Hafen", "language": "de"}, {"text": "Haven", "language": "nl-NL"}]
    row = {"station_id": 7, "name": names, "lon": "4.3", "lat": "52.08", "is_virtual_station": 1}
    [station] = read_stations(encoded({"data": {"stations": [row]}}), NETHERLANDS)
    assert (station.code, station.name, station.is_virtual) == ("7", "Haven", True)


def test_a_station_without_a_usable_place_is_left_out() -> None:
    rows: list[Any] = [{"station_id": "a"}, {"lon": 4.3, "lat": 52.0}, 3]
    rows += [{"station_id": "b", "lon": 0, "lat": 0}, {"station_id": "\0", "lon": 4.3, "lat": 52.0}]
    rows += [
        {"station_id": "ok", "lon": 4.3, "lat": 52.0},
        {"station_id": "ok", "lon": 5, "lat": 52},
    ]
    found = read_stations(encoded({"data": {"stations": rows}}), NETHERLANDS)
    assert [(one.code, one.name, one.place) for one in found] == [("ok", "ok", (4.3, 52.0))]


def test_more_stations_than_can_be_are_refused() -> None:
    rows = [{"station_id": n} for n in range(20_001)]
    with pytest.raises(TooLarge, match="20001 stations"):
        read_stations(encoded({"data": {"stations": rows}}), NETHERLANDS)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
NAMES = [
    "station_id",
    "name",
    "lat",
    "lon",
    "capacity",
    "num_bikes_available",
    "is_virtual_station",
]


@settings(max_examples=300, deadline=None)
@given(rows=st.lists(st.dictionaries(st.sampled_from(NAMES), anything) | anything), ttl=anything)
def test_whatever_a_station_file_holds_it_is_read_or_refused(rows: Any, ttl: Any) -> None:
    told = encoded({"data": {"stations": rows}, "ttl": ttl, "last_updated": ttl})
    try:
        stations, counts = read_stations(told, WORLD), read_counts(told)
    except Refusal as refusal:
        assert refusal.remedy
    else:
        assert all(one.code and one.name for one in stations)
        assert all(one.vehicles >= 0 for one in counts.stations)


def test_published_samples_are_read(shared: Path) -> None:
    folder = shared / "cases"
    information = sorted(folder.rglob("station_information*.json"))
    told = sorted(folder.rglob("station_status*.json"))
    assert min(len(information), len(told)) >= 8
    assert all(isinstance(read_stations(path.read_bytes(), WORLD), list) for path in information)
    assert sum(bool(read_counts(path.read_bytes()).stations) for path in told) >= 7
    fixture = folder / "fixtures-entur-lamassu/v3/station_status.json"
    first = read_counts(fixture.read_bytes()).stations[0]
    assert (first.vehicles, first.out_of_order, first.docks) == (1, 2, 3)
    assert json.loads(fixture.read_bytes())["version"] == "3.0"
