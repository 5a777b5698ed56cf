"""GBFS in all its versions and oddities, from hand-written bodies and from published samples."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.gbfs import Limits, find_files, read_json, read_time, read_types, read_vehicles
from ingest.refusal import NotGbfs, NotJson, Refusal, SuspectSwapped, TooLarge
from ingest.snapshot import Snapshot
from stoep.vocabulary import FormFactor, Propulsion
from tests.ingest.gbfs_bodies import T0, body, encoded, spread, vehicle

NL = Limits(1000, (3.2, 50.7, 7.3, 53.6))
WORLD = Limits(1000, (-180, -90, 180, 90))
BIKE = (FormFactor.bicycle, Propulsion.human)
MOPED = (FormFactor.moped, Propulsion.electric)


def read(content: Any, limits: Limits = NL, **more: Any) -> Snapshot:
    return read_vehicles(encoded(content), limits, BIKE, **more)


@pytest.mark.parametrize("version", ["1.0", "1.1", "2.0", "2.1", "2.2", "2.3", "3.0"])
def test_every_version_gives_the_same_snapshot(version: str) -> None:
    fleet = [vehicle(1, 4.30, 52.08), vehicle(2, 4.31, 52.09, is_reserved=True)]
    fleet.append(vehicle(3, 4.32, 52.10, is_disabled=True, is_reserved=True))
    snapshot = read(body(fleet, version=version))
    assert snapshot.version == version
    assert snapshot.ids == ["v1", "v2", "v3"]
    assert snapshot.lon.tolist() == [4.30, 4.31, 4.32]
    assert snapshot.state.tolist() == [0, 1, 2]
    assert (snapshot.source_s, snapshot.ttl_s) == (T0, 60)
    assert snapshot.kinds[snapshot.kind[0]] == BIKE
    assert not snapshot.dropped


def test_types_come_from_the_types_file_and_unknown_ones_are_unknown() -> None:
    fleet = [vehicle(1, vehicle_type_id="m"), vehicle(2, vehicle_type_id="?"), vehicle(3)]
    snapshot = read(body(fleet), types={"m": MOPED})
    got = [snapshot.kinds[k] for k in snapshot.kind.tolist()]
    assert got == [MOPED, (FormFactor.unknown, Propulsion.unknown)] + [
        (FormFactor.unknown, Propulsion.unknown)
    ]


def test_types_keep_known_words_and_turn_others_into_unknown() -> None:
    rows = [
        {"vehicle_type_id": "a", "form_factor": "cargo_bicycle", "propulsion_type": "HUMAN"},
        {"vehicle_type_id": "b", "form_factor": "hoverboard", "propulsion_type": None},
        "nonsense",
    ]
    types = read_types({"data": {"vehicle_types": rows}})
    assert types["a"] == (FormFactor.cargo_bicycle, Propulsion.human)
    assert types["b"] == (FormFactor.unknown, Propulsion.unknown)


@pytest.mark.parametrize("told", ["3.1-RC", "3.1-RC2", "3.1-RC3", "2.3.0", 2.3, "17", "", None])
def test_a_version_of_any_spelling_is_only_a_name(told: Any) -> None:
    """What the file consists of decides how it is read."""
    for fleet in (body(spread(3), version="2.3"), body(spread(3), version="3.0")):
        snapshot = read(fleet | {"version": told})
        assert len(snapshot) == 3
        assert snapshot.version == (str(told) if told else "1.0")


def test_what_the_schema_forbids_and_everybody_understands_is_no_fault() -> None:
    """A time below the schema's minimum stands in the specification's own examples."""
    content = body(spread(3)) | {"last_updated": 1434054678, "ttl": 0, "more": {"x": 1}}
    content["data"]["bikes"][0] |= {"current_fuel_percent": 50.0, "rental_uris": None, "new": []}
    snapshot = read(content)
    assert (len(snapshot), snapshot.source_s, snapshot.dropped) == (3, 1434054678, {})


def test_dutch_words_stand_behind_those_of_gbfs() -> None:
    """A `deelscooter` is a moped, a `step` a standing scooter; the old `scooter` is not guessed."""
    words = ("moped", "scooter_standing", "scooter")
    rows = [{"vehicle_type_id": word, "form_factor": word} for word in words]
    types = read_types({"data": {"vehicle_types": rows}})
    assert [types[word][0] for word in words] == [
        FormFactor.moped,
        FormFactor.scooter_standing,
        FormFactor.unknown,
    ]


@pytest.mark.parametrize("language", ["en", "nl", "fy-NL"])
def test_discovery_is_found_in_any_language(language: str) -> None:
    feeds = [{"name": "free_bike_status", "url": "https://example.org/f"}, {"name": 3}, "x"]
    assert find_files({"data": {language: {"feeds": feeds}}}) == {
        "free_bike_status": "https://example.org/f"
    }
    assert find_files({"data": {"feeds": feeds}}) == {"free_bike_status": "https://example.org/f"}
    assert find_files(body([])) is None


def test_strings_for_numbers_and_words_for_booleans_are_understood() -> None:
    odd = body([vehicle(1), vehicle(2)])
    odd["data"]["bikes"][0].update(lat="52.08", lon="4.30", is_disabled="true", is_reserved=0)
    odd["version"] = 2.3
    snapshot = read(odd)
    assert snapshot.version == "2.3"
    assert snapshot.state.tolist() == [2, 0]
    assert not snapshot.dropped


def test_bad_vehicles_are_left_out_and_counted_by_reason() -> None:
    content = body(spread(60))
    bad = [{"bike_id": "x"}, {"lat": 52.0, "lon": 4.3}, "no vehicle"]
    bad += [{"bike_id": "z", "lat": 0, "lon": 0}, {"bike_id": "a", "lat": 48.8, "lon": 2.3}]
    content["data"]["bikes"] += bad
    snapshot = read(content)
    assert len(snapshot) == 60
    assert snapshot.listed == 65
    assert snapshot.dropped == {
        "no_position": 1,
        "no_id": 1,
        "not_a_vehicle": 1,
        "null_island": 1,
        "outside_bounds": 1,
    }


def test_docked_vehicles_without_a_place_are_no_fault_of_the_feed() -> None:
    content = body(spread(5))
    content["data"]["bikes"] += [{"bike_id": f"d{n}", "station_id": "s"} for n in range(50)]
    snapshot = read(content)
    assert len(snapshot) == 5
    assert snapshot.dropped == {"docked_without_position": 50}


def test_too_many_bad_vehicles_refuse_the_poll() -> None:
    content = body(spread(8))
    content["data"]["bikes"] += [{"bike_id": f"x{n}", "lat": None, "lon": None} for n in range(2)]
    with pytest.raises(NotGbfs, match="2 no_position"):
        read(content)


def test_swapped_coordinates_are_named_and_not_swapped_back() -> None:
    swapped = [{**v, "lon": v["lat"], "lat": v["lon"]} for v in spread(30)]
    with pytest.raises(SuspectSwapped, match="30 of 30"):
        read(body(swapped))


def test_of_a_double_id_the_newest_stays_whatever_the_order() -> None:
    fleet = spread(40)
    old = vehicle(7, 4.9, 52.9, last_reported=T0 - 100)
    fleet[7]["last_reported"] = T0
    for doubled in ([old, *fleet], [*fleet, old]):
        snapshot = read(body(doubled))
        assert snapshot.dropped == {"duplicate_id": 1}
        at = snapshot.ids.index("v7")
        assert (snapshot.lon[at], snapshot.lat[at]) == (fleet[7]["lon"], fleet[7]["lat"])


def test_a_body_of_doubles_is_refused() -> None:
    with pytest.raises(NotGbfs, match="duplicate_id"):
        read(body(spread(20) + spread(20)))


@pytest.mark.parametrize(
    ("raw", "kind", "says"),
    [
        (b"", NotJson, "empty"),
        (b"<!DOCTYPE html><html>Log in</html>", NotJson, "web page"),
        (b'{"data": {"bikes": [{"bike_id": "1", "la', NotJson, "half-way"),
        (b'{"data": {"bikes": [{"bike_id": "1", "lat": NaN, "lon": 4}]}}', NotJson, "not valid"),
        (b"[" * 100_000, NotJson, "not valid"),
        (b"[1, 2]", NotGbfs, "not an object"),
        (b'{"data": null}', NotGbfs, "no `data`"),
        (b'{"data": {"stations": []}}', NotGbfs, "neither"),
        ('{"data": "\u00e9"}'.encode("latin-1"), NotJson, "not valid"),
        ('{"data": {}}'.encode("utf-16"), NotJson, "not valid"),
    ],
)
def test_what_is_no_vehicle_file_is_refused_by_name(
    raw: bytes, kind: type[Refusal], says: str
) -> None:
    with pytest.raises(kind, match=says) as caught:
        read_vehicles(raw, NL, BIKE)
    assert caught.value.remedy


def test_a_byte_order_mark_is_no_fault() -> None:
    assert len(read_vehicles(b"\xef\xbb\xbf" + encoded(body(spread(3))), NL, BIKE)) == 3


def test_more_vehicles_than_allowed() -> None:
    with pytest.raises(TooLarge, match="more than 1000"):
        read(body(spread(1001)))


@pytest.mark.parametrize(
    ("told", "means"),
    [
        (T0, T0),
        (float(T0) + 0.7, T0),
        (T0 * 1000, T0),
        (str(T0), T0),
        ("2026-02-25T06:13:20Z", T0),
        ("2026-02-25T07:13:20.9+01:00", T0),
        ("2026-02-25T06:13:20", T0),
        (0, None),
        (-5, None),
        (True, None),
        (None, None),
        ("yesterday", None),
        (float("inf"), None),
        (10**30, None),
        ([], None),
    ],
)
def test_times_in_every_spelling(told: Any, means: int | None) -> None:
    assert read_time(told) == means


def test_shuffling_the_body_changes_the_order_and_nothing_else() -> None:
    fleet = spread(50)
    one, other = read(body(fleet)), read(body(fleet[::-1]))
    assert sorted(zip(one.ids, one.lon, one.lat, strict=True)) == sorted(
        zip(other.ids, other.lon, other.lat, strict=True)
    )


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4)
    ),
    max_leaves=12,
)
names = st.sampled_from(["bike_id", "vehicle_id", "lat", "lon", "is_reserved", "last_reported"])


@settings(max_examples=400, deadline=None)
@given(
    rows=st.lists(st.dictionaries(names, anything, max_size=6) | anything, max_size=6),
    ttl=anything,
    updated=anything,
)
def test_whatever_a_field_holds_it_is_read_or_refused(rows: Any, ttl: Any, updated: Any) -> None:
    content = {"data": {"bikes": rows}, "ttl": ttl, "last_updated": updated}
    try:
        raw = encoded(content)
        snapshot = read_vehicles(raw, NL, BIKE)
    except Refusal as refusal:
        assert refusal.sentence
    else:
        assert np.isfinite(snapshot.lon).all()
        assert np.isfinite(snapshot.lat).all()
        assert snapshot.listed == len(snapshot) + sum(snapshot.dropped.values())


def test_every_published_sample_is_read_or_refused_by_name(shared: Path) -> None:
    files = [p for p in sorted((shared / "cases").rglob("*")) if p.suffix in {".json", ".txt"}]
    gbfs = [p for p in files if "mds" not in p.parts and "LICENSE" not in p.name]
    assert len(gbfs) > 100
    read_as_vehicles = []
    for path in gbfs:
        raw = path.read_bytes()
        try:
            content = read_json(raw)
            if find_files(content) is None:
                snapshot = read_vehicles(raw, WORLD, BIKE)
                read_as_vehicles.append((path.relative_to(shared).as_posix(), len(snapshot)))
        except Refusal as refusal:
            assert refusal.sentence
            assert refusal.remedy
    named = {path for path, count in read_as_vehicles if count or "v2/free" in path}
    assert any("fixtures-entur-lamassu/v3/vehicle_status.json" in path for path in named)
    assert any("fixtures-mobilitydata-schema/v3.0/vehicle_status.json" in path for path in named)
    assert len(read_as_vehicles) >= 8
