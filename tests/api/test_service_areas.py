"""Service areas of a feed at a moment.

14 10:00             15 11:00              15 12:00 now
|---- a large box ----|---- a small one -----|
"""

import httpx
import pytest
from psycopg.types.json import Jsonb

from api.answers import ServiceAreas
from tests.api.checks import faults, refused, told
from tests.worlds import World, at

RULE = {
    "vehicle_type_ids": None,
    "ride_start_allowed": True,
    "ride_end_allowed": True,
    "ride_through_allowed": True,
    "maximum_speed_kph": None,
    "station_parking": None,
}


def kept(name: str) -> Jsonb:
    properties = {"name": name, "start": None, "end": None, "rules": [RULE]}
    feature = {"type": "Feature", "geometry": None, "properties": properties}
    everywhere = [{**RULE, "ride_end_allowed": False}]
    zones = {"type": "FeatureCollection", "features": [feature], "global_rules": everywhere}
    return Jsonb(zones)


@pytest.fixture(autouse=True)
def drawn(world: World) -> World:
    world.feed("swift", ("14 08:00", "15 12:00"))
    for name, since, until, east in (
        ("large", "14 10:00", "15 11:00", 4.5),
        ("small", "15 11:00", None, 4.2),
    ):
        world.connection.execute(
            "insert into service_area (feed_id, valid_from, valid_to, seen_at, hash, zones, geom)"
            " select id, %s, %s, %s, '\\x00', %s,"
            " st_multi(st_makeenvelope(4.1, 52.0, %s, 52.1, 4326)) from feed",
            [at(since), at(until) if until else None, at("15 11:30"), kept(name), east],
        )
    return world


def areas(client: httpx.Client, key: str = "swift", **question: str) -> dict[str, object]:
    answer = client.get(f"/feeds/{key}/service-areas", params=question)
    return told(answer, ServiceAreas)  # type: ignore[no-any-return]


def test_zones_are_those_of_the_moment(client: httpx.Client) -> None:
    for question, name, east in (({}, "small", 4.2), ({"moment": "15T10"}, "large", 4.5)):
        if question:
            question = {"moment": f"2026-03-{question['moment']}:00:00Z"}
        found = areas(client, **question)
        assert found["zones"]["features"][0]["properties"]["name"] == name  # type: ignore[index]
        ring = found["may_end"]["coordinates"][0][0]  # type: ignore[index]
        assert max(point[0] for point in ring) == east
        assert (found["reason"], found["seen_at"]) == (None, "2026-03-15T11:30:00Z")


def test_what_holds_outside_the_zones_is_told_apart(client: httpx.Client) -> None:
    found = areas(client)
    assert found["may_end_elsewhere"] is False
    assert [rule["ride_end_allowed"] for rule in found["global_rules"]] == [False]  # type: ignore[attr-defined]


def test_versions_come_newest_first(client: httpx.Client) -> None:
    assert areas(client)["versions"] == [
        {"valid_from": "2026-03-15T11:00:00Z", "valid_to": None},
        {"valid_from": "2026-03-14T10:00:00Z", "valid_to": "2026-03-15T11:00:00Z"},
    ]


def test_before_any_and_without_any_it_says_so(client: httpx.Client, world: World) -> None:
    world.feed("veer", ("14 08:00", "15 12:00"))
    none = areas(client, "veer")
    assert none["versions"] == []
    for found in (none, areas(client, moment="2026-03-14T09:00:00Z")):
        names = ("zones", "may_end", "may_end_elsewhere", "global_rules", "valid_from", "seen_at")
        assert [found[name] for name in names] == [None] * 6
        assert "no geofencing zones" in str(found["reason"])


def test_strangers_and_odd_questions_are_refused(client: httpx.Client) -> None:
    refused(client.get("/feeds/other/service-areas"), 404)
    wrong = client.get("/feeds/swift/service-areas?moment=now&at=1")
    assert set(faults(wrong)) == {"moment", "at"}
