"""Geofencing zones: their rules, their borders, where a ride may end, and how that changed.

Degrees east of 4.0 and north of 52.0, in tenths; `E` a ride may end, `.` it may not:

    3 +-----------+
      | E E E E E |      city: rides may end
    2 | E +---+ E |
      | E | . | E |      park: rides may not end, told before the city
    1 | E +---+ E |
      | E E E E E |
    0 +-----------+
      0   1   2   3
"""

import asyncio
import copy
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.geofences.read import Zones, read_zones
from ingest.geofences.ride_ends import where_rides_may_end
from ingest.refusal import NotGbfs, NotJson, Refusal, TooLarge
from stoep.vocabulary import PollOutcome
from tests.ingest.faultfeed import raw, status
from tests.ingest.followed import Followed, Pool, followed
from tests.ingest.gbfs_bodies import T0, encoded

MAY, MAY_NOT = {"ride_allowed": True}, {"ride_allowed": False}
LIST = {"bikes": [{"bike_id": "b1", "lon": 4.3, "lat": 52.09}]}


def box(west: float, south: float, east: float, north: float) -> list[list[float]]:
    """A ring, in tenths of degrees from (4, 52)."""
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return [[4 + x / 10, 52 + y / 10] for x, y in corners]


def zone(*rings: list[list[float]], rules: Any, **about: Any) -> dict[str, Any]:
    """One polygon with its rules."""
    geometry = {"type": "MultiPolygon", "coordinates": [list(rings)]}
    return {"type": "Feature", "geometry": geometry, "properties": {"rules": rules, **about}}


def data(*zones: Any, **more: Any) -> dict[str, Any]:
    return {"geofencing_zones": {"type": "FeatureCollection", "features": [*zones]}, **more}


def read(*zones: Any, **more: Any) -> Zones:
    return read_zones(encoded({"data": data(*zones, **more)}))


def ground(*zones: Any, at_s: int = T0, **more: Any) -> float:
    """Where rides may end, in squares of the map above."""
    found = where_rides_may_end(read(*zones, **more), at_s)
    return 0.0 if found is None else round(found.area * 100, 6)


CITY, PARK = box(0, 0, 3, 3), box(1, 1, 2, 2)


# --- where a ride may end ------------------------------------------------------------------------


def test_of_overlapping_zones_the_earlier_decides() -> None:
    city, park = zone(CITY, rules=[MAY]), zone(PARK, rules=[MAY_NOT])
    assert ground(park, city) == 8
    assert ground(city, park) == 9
    found = where_rides_may_end(read(park, city), T0)
    assert found is not None
    assert not found.contains(shapely.Point(4.15, 52.15))


def test_a_rule_that_says_nothing_of_ending_decides_nothing() -> None:
    slow = zone(PARK, rules=[{"ride_through_allowed": True, "maximum_speed_kph": 10}])
    assert ground(slow, zone(CITY, rules=[MAY])) == 9


def test_of_colliding_rules_the_earlier_holds_for_its_types() -> None:
    """Bikes may not, all others may: somewhere is enough."""
    first = {"vehicle_type_id": ["bike"], "ride_allowed": False}
    assert ground(zone(CITY, rules=[first, MAY])) == 9
    only_bikes = {"vehicle_type_id": ["bike"], "ride_allowed": True}
    assert ground(zone(CITY, rules=[{**only_bikes, "ride_allowed": False}, only_bikes])) == 0


def test_each_type_has_its_own_precedence() -> None:
    """Bikes may end all over the city, mopeds not in the park: the union is the city."""
    park = zone(PARK, rules=[{"vehicle_type_ids": ["moped"], "ride_end_allowed": False}])
    rules = [{"vehicle_type_ids": ["moped", "bike"], "ride_end_allowed": True}]
    assert ground(park, zone(CITY, rules=rules)) == 9
    rules = [{"vehicle_type_ids": ["moped"], "ride_end_allowed": True}]
    assert ground(park, zone(CITY, rules=rules)) == 8


def test_a_zone_outside_its_window_is_not_there() -> None:
    park = zone(PARK, rules=[MAY_NOT], start=T0 + 100, end=T0 + 200)
    city = zone(CITY, rules=[MAY])
    grounds = [ground(park, city, at_s=T0 + s) for s in (99, 100, 199, 200)]
    assert grounds == [9, 8, 8, 9]


def test_global_rules_come_last_and_have_no_border() -> None:
    everywhere = [{"ride_end_allowed": True}]
    assert ground(zone(PARK, rules=[{"ride_end_allowed": False}]), global_rules=everywhere) == 0
    nowhere = [{"ride_end_allowed": False}]
    assert ground(zone(CITY, rules=[{"ride_end_allowed": True}]), global_rules=nowhere) == 9


# --- borders -------------------------------------------------------------------------------------


def test_winding_and_where_a_ring_begins_say_nothing() -> None:
    turned = [CITY[2:4] + CITY[:3], CITY[::-1], CITY]
    told = {read(zone(ring, PARK, rules=[MAY])).hash(T0) for ring in turned}
    told |= {read(zone(ring, PARK[::-1], rules=[MAY])).hash(T0) for ring in turned}
    assert len(told) == 1
    assert ground(zone(CITY, PARK, rules=[MAY])) == 8


@pytest.mark.parametrize(
    ("rings", "squares"),
    [
        ([[[4.0, 52.0], [4.2, 52.2], [4.2, 52.0], [4.0, 52.2], [4.0, 52.0]]], 2),  # a bow tie
        ([CITY[:4]], 9),  # not closed
        ([[*CITY[:2], CITY[1], *CITY[2:]]], 9),  # a point twice
        ([[[x, y, 7.0] for x, y in CITY]], 9),  # with heights
    ],
)
def test_careless_rings_are_repaired(rings: Any, squares: float) -> None:
    assert ground(zone(*rings, rules=[MAY])) == squares


def test_one_polygon_inside_another_is_no_hole() -> None:
    feature = zone(CITY, rules=[MAY])
    feature["geometry"]["coordinates"].append([PARK])
    assert ground(feature) == 9
    plain = {"type": "Polygon", "coordinates": [CITY]}
    assert ground({**feature, "geometry": plain}) == 9


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        {"type": "Point", "coordinates": [4, 52]},
        {"type": "MultiPolygon", "coordinates": [[[[4, 52], [5, 52]]]]},
        {"type": "MultiPolygon", "coordinates": [[[[4, 520], [5, 52], [4, 53], [4, 520]]]]},
        {"type": "Polygon", "coordinates": [[[4, 52], [5, 52], [6, 52], [4, 52]]]},
        {"type": "Polygon", "coordinates": [["x", None, {}]]},
        {"type": "Polygon", "coordinates": [7]},
    ],
)
def test_a_zone_without_a_usable_border_keeps_its_rules(geometry: Any) -> None:
    lost = {**zone(CITY, rules=[MAY], name="Lost"), "geometry": geometry}
    told = read(lost, zone(PARK, rules=[MAY]))
    first = told.as_geojson()["features"][0]
    assert (first["geometry"], first["properties"]["name"]) == (None, "Lost")
    assert first["properties"]["rules"][0]["ride_end_allowed"] is True
    assert ground(lost, zone(PARK, rules=[MAY])) == 1


# --- the words of GBFS 3 -------------------------------------------------------------------------


def test_gbfs_2_is_told_in_the_words_of_3() -> None:
    rule = {"vehicle_type_id": ["m", "c"], "ride_allowed": 0, "ride_through_allowed": True}
    told = read(zone(CITY, rules=[rule], name="Haven", start=T0, end=T0 + 60)).as_geojson()
    assert told["features"][0]["properties"] == {
        "name": "Haven",
        "start": "2026-02-25T06:13:20Z",
        "end": "2026-02-25T06:14:20Z",
        "rules": [
            {
                "vehicle_type_ids": ("c", "m"),
                "ride_start_allowed": False,
                "ride_end_allowed": False,
                "ride_through_allowed": True,
                "maximum_speed_kph": None,
                "station_parking": None,
            }
        ],
    }


def test_versions_2_and_3_of_the_same_zones_are_the_same() -> None:
    old = {"ride_allowed": True, "ride_through_allowed": True, "station_parking": False}
    new = {"ride_start_allowed": True, "ride_end_allowed": True} | old
    del new["ride_allowed"]
    names = [{"text": "Haven", "language": "nl"}]
    one = read(zone(CITY, rules=[old], name="Haven", start=T0))
    other = read(zone(CITY, rules=[new], name=names, start="2026-02-25T07:13:20+01:00"))
    assert one == other


@pytest.mark.parametrize(
    ("zones", "says"),
    [
        ([zone(box(0, 0, 1, 1) * 4001, rules=[MAY])], "20,005 points"),
        ([zone(rules=[MAY])] * 5001, "5,001 zones"),
        ([zone(CITY, rules=[MAY] * 10_001)], "10,001 rules"),
        ([zone(CITY, rules=[{"vehicle_type_ids": [*map(str, range(101))]}])], "101 vehicle types"),
    ],
)
def test_too_much_is_refused_with_a_sentence(zones: Any, says: str) -> None:
    with pytest.raises(TooLarge, match=says):
        read(*zones)


@pytest.mark.parametrize(
    ("body", "kind"),
    [(b"<html>", NotJson), (b"[]", NotGbfs), (b'{"data": {"geofencing_zones": "x"}}', NotGbfs)],
)
def test_what_is_no_geofencing_file_is_refused(body: bytes, kind: type[Refusal]) -> None:
    with pytest.raises(kind):
        read_zones(body)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)
points = st.lists(st.floats(-200, 200) | st.integers(3, 6), min_size=1, max_size=3)
rings = st.lists(st.lists(points, max_size=7) | anything, max_size=3)
shapes = st.fixed_dictionaries(
    {"type": st.sampled_from(["Polygon", "MultiPolygon"])},
    optional={"coordinates": rings | st.lists(rings, max_size=3) | anything},
)


@settings(max_examples=300, deadline=None)
@given(geometry=shapes | anything, rules=anything, name=anything, start=anything)
def test_whatever_a_zone_holds_it_is_read_or_refused(
    geometry: Any, rules: Any, name: Any, start: Any
) -> None:
    about = {"rules": rules, "name": name, "start": start}
    feature = {"type": "Feature", "geometry": geometry, "properties": about}
    try:
        told = read(feature, feature)
    except Refusal as refusal:
        assert refusal.remedy
    else:
        assert len(told.hash(T0)) == 16
        found = where_rides_may_end(told, T0)
        assert found is None or found.is_valid


def test_published_samples_are_read(shared: Path) -> None:
    folder = shared / "cases"
    found: dict[str, Zones] = {}
    for path in sorted(folder.rglob("geofencing_zones*.json")):
        try:
            found[path.relative_to(folder).as_posix()] = read_zones(path.read_bytes())
        except NotGbfs:
            assert "spec-examples" in path.parts  # examples of other files, numbered on
    assert len(found) >= 10
    array = found["spec-examples/v2.1/geofencing_zones.1.json"]
    assert array.zones[0].rules[0].vehicle_type_ids == ("car1", "moped1")
    assert array.zones == found["spec-examples/v2.2/geofencing_zones.1.json"].zones
    paris = found["fixtures-mobilitydata-schema/v3.0/geofencing_zones.json"]
    assert len(paris.zones) == 272
    assert all(one.shape is not None and one.shape.is_valid for one in paris.zones)
    assert where_rides_may_end(paris, T0) is not None


# --- through time --------------------------------------------------------------------------------

VERSIONS = (
    f"select extract(epoch from valid_from)::int8 - {T0},"
    f" extract(epoch from valid_to)::int8 - {T0},"
    f" extract(epoch from seen_at)::int8 - {T0},"
    " round((st_area(geom) * 100)::numeric, 3)::float8"
    " from service_area order by valid_from"
)


async def hours(feed: Followed, *told: Any) -> None:
    """One poll an hour, each with other zones."""
    for zones in told:
        feed.now_s += 3540
        feed.tell(free_bike_status=LIST, geofencing_zones=zones)
        assert (await feed.poll()).outcome in (PollOutcome.ok, PollOutcome.unchanged)


def test_a_version_begins_when_what_is_told_changes(pool: Pool) -> None:
    city, park = zone(CITY, rules=[MAY]), zone(PARK, rules=[MAY_NOT])
    turned = copy.deepcopy(city)
    turned["geometry"]["coordinates"][0][0].reverse()

    async def story() -> None:
        async with followed(pool) as feed:
            await hours(feed, data(city), data(turned), data(park, city), data(city))
            assert feed.rows(VERSIONS) == [
                (3600, 10800, 7200, 9.0),
                (10800, 14400, 10800, 8.0),
                (14400, None, 14400, 9.0),
            ]

    asyncio.run(story())


def test_a_window_that_opens_is_a_change(pool: Pool) -> None:
    park = zone(PARK, rules=[MAY_NOT], start=T0 + 9000)
    told = data(park, zone(CITY, rules=[MAY]))

    async def story() -> None:
        async with followed(pool) as feed:
            await hours(feed, told, told, told)
            assert feed.rows(VERSIONS) == [(3600, 10800, 7200, 9.0), (10800, None, 10800, 8.0)]

    asyncio.run(story())


def test_zones_in_which_no_ride_may_end_have_no_ground(pool: Pool) -> None:
    async def story() -> None:
        async with followed(pool) as feed:
            await hours(feed, data(zone(CITY, rules=[MAY_NOT])))
            assert feed.rows(VERSIONS) == [(3600, None, 3600, None)]
            [(zones,)] = feed.rows("select zones from service_area")
            assert zones["features"][0]["properties"]["rules"][0]["ride_end_allowed"] is False

    asyncio.run(story())


def test_zones_are_asked_hourly_and_not_at_every_poll(pool: Pool) -> None:
    async def story() -> None:
        async with followed(pool) as feed:
            for _ in range(70):
                feed.tell(free_bike_status=LIST, geofencing_zones=data(zone(CITY, rules=[MAY])))
                await feed.poll()
            assert feed.server.requests.count("/geofencing_zones") == 2
            assert feed.rows(VERSIONS) == [(60, None, 3660, 9.0)]

    asyncio.run(story())


@pytest.mark.parametrize(
    "fault", [status(404), raw(b"no"), data(zone(box(0, 0, 1, 1) * 4001, rules=[MAY]))]
)
def test_zones_that_cannot_be_used_leave_the_version_and_the_polls(pool: Pool, fault: Any) -> None:
    async def story() -> None:
        async with followed(pool) as feed:
            await hours(feed, data(zone(CITY, rules=[MAY])), fault)
            assert feed.rows(VERSIONS) == [(3600, None, 3600, 9.0)]
            assert feed.rows("select count(*) from poll where evidence_at is null") == [(0,)]

    asyncio.run(story())
