"""Whether operators' own zones say what ours asks, since when, and how late.

ours: a no-parking pier of 1000 m; it holds from 14 March 12:00, it is 15 March 12:00 (UTC).

zilt    14 10:00 forbids a part .. 14 18:00 forbids all of it, under a larger name    6 hours late
duin    publishes zones that say nothing of the place                                  not applied
veer    publishes no zones                                                             unknown
"""

from typing import Any

import httpx
import pytest
import shapely
from psycopg.types.json import Jsonb

from api.answers import ZoneApplied
from stoep.vocabulary import AreaKind
from tests.api.checks import refused, told
from tests.worlds import World, at
from zones.policy import life
from zones.policy.life import Draft

BY = "Noor of the city"
PIER = shapely.box(4.30, 52.10, 4.31, 52.11)


def rule(may_end: bool | None, kinds: list[str] | None = None) -> dict[str, Any]:
    return {
        "vehicle_type_ids": kinds,
        "ride_start_allowed": True,
        "ride_end_allowed": may_end,
        "ride_through_allowed": True,
        "maximum_speed_kph": None,
        "station_parking": None,
    }


def feature(name: str, shape: Any, *rules: dict[str, Any], **when: str) -> dict[str, Any]:
    properties = {"name": name, "start": None, "end": None, "rules": list(rules)} | when
    geometry = shapely.geometry.mapping(shapely.MultiPolygon([shape]))
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def tell(
    world: World,
    feed: str,
    since: str,
    until: str | None,
    *features: dict[str, Any],
    elsewhere: tuple[dict[str, Any], ...] = (),
    seen: str = "15 11:30",
) -> None:
    zones = {"type": "FeatureCollection", "features": list(features), "global_rules": elsewhere}
    world.connection.execute(
        "insert into service_area (feed_id, valid_from, valid_to, seen_at, hash, zones)"
        " values (%s, %s, %s, %s, '\\x00', %s)",
        [world.feeds[feed].id, at(since), at(until) if until else None, at(seen), Jsonb(zones)],
    )


@pytest.fixture
def drawn(world: World) -> dict[str, int]:
    world.area(AreaKind.municipality, "GM9999", 4.2, 52.0, 4.4, 52.2)
    for key in ("zilt", "duin", "veer"):
        world.feed(key, ("14 08:00", "15 12:00"))

    def zone(kind: AreaKind, name: str, start: str) -> int:
        draft = Draft(name, shapely.MultiPolygon([PIER]))
        number = life.draw(world.connection, kind, "GM9999", draft, BY, at("13 00:00"))
        life.commit(world.connection, number, BY, at("13 00:00"))
        if kind is not AreaKind.monitoring:
            life.publish(world.connection, number, at("13 00:00"), at(start), BY, at("13 00:00"))
        return number

    west = shapely.box(4.30, 52.10, 4.303, 52.11)
    larger = shapely.box(4.30, 52.10, 4.32, 52.11)
    tell(world, "zilt", "14 10:00", "14 18:00", feature("Strand", west, rule(False)))
    tell(world, "zilt", "14 18:00", None, feature("Hele strand", larger, rule(False)))
    far = shapely.box(4.35, 52.10, 4.36, 52.11)
    tell(world, "duin", "14 10:00", None, feature("Elders", far, rule(False)))
    return {
        "pier": zone(AreaKind.no_parking, "Pier", "14 12:00"),
        "square": zone(AreaKind.hub, "Plein", "16 12:00"),
        "quay": zone(AreaKind.monitoring, "Kade", "14 12:00"),
    }


def verdicts(client: httpx.Client, zone: int) -> dict[str, Any]:
    found = told(client.get(f"/zones/{zone}/applied"), ZoneApplied)
    return {one["feed"]: one for one in found["feeds"]}


def test_who_did_who_did_not_and_of_whom_it_is_not_known(
    client: httpx.Client, drawn: dict[str, int]
) -> None:
    found = verdicts(client, drawn["pier"])
    zilt, duin, veer = found["zilt"], found["duin"], found["veer"]
    assert (zilt["verdict"], zilt["why"]) == ("applied", "may_not_end")
    assert (zilt["since"], zilt["late_s"]) == ("2026-03-14T18:00:00Z", 6 * 3600)
    assert not zilt["from_the_first"]
    # Their zone is twice as large as ours, and covers all of it.
    assert (zilt["ground"]["may_not"], zilt["ground"]["alike"]) == (1.0, 0.5)
    assert zilt["ground"]["name"] == "Hele strand"
    assert (duin["verdict"], duin["why"], duin["late_s"]) == ("not_applied", "may_end", 24 * 3600)
    assert (duin["ground"]["silent"], duin["ground"]["alike"]) == (1.0, None)
    assert duin["from_the_first"]
    assert (veer["verdict"], veer["why"], veer["ground"]) == ("unknown", "publishes_none", None)
    assert (veer["since"], veer["late_s"]) == (None, None)


def test_a_hub_asks_that_a_ride_may_end_there(client: httpx.Client, drawn: dict[str, int]) -> None:
    found = verdicts(client, drawn["square"])
    assert (found["zilt"]["verdict"], found["zilt"]["why"]) == ("not_applied", "may_not_end")
    # The hub begins tomorrow: nothing is late yet.
    assert found["zilt"]["late_s"] == -24 * 3600
    assert (found["duin"]["verdict"], found["duin"]["late_s"]) == ("applied", -(2 * 86_400 + 7200))


def test_what_cannot_be_compared_is_unknown(
    client: httpx.Client, world: World, drawn: dict[str, int]
) -> None:
    world.connection.execute("delete from service_area")
    by_type = feature("Strand", PIER, rule(False, ["m"]), rule(True, ["b"]))
    tell(world, "zilt", "14 10:00", None, by_type)
    tell(world, "duin", "10 10:00", None, feature("Oud", PIER, rule(False)), seen="12 10:00")
    found = verdicts(client, drawn["pier"])
    assert (found["zilt"]["verdict"], found["zilt"]["why"]) == ("unknown", "differs_by_type")
    assert (found["duin"]["verdict"], found["duin"]["why"]) == ("unknown", "not_read_lately")


def test_the_earlier_zone_the_window_and_the_global_rules_decide(
    client: httpx.Client, world: World, drawn: dict[str, int]
) -> None:
    world.connection.execute("delete from service_area")
    half = shapely.box(4.30, 52.10, 4.305, 52.11)
    over = feature("Mag", half, rule(True)), feature("Strand", PIER, rule(False))
    tell(world, "zilt", "14 10:00", None, *over)
    gone = feature("Voorbij", PIER, rule(True), end="2026-03-15T00:00:00Z")
    tell(world, "duin", "14 10:00", None, gone, elsewhere=(rule(False),))
    found = verdicts(client, drawn["pier"])
    assert (found["zilt"]["verdict"], found["zilt"]["why"]) == ("not_applied", "partly")
    assert found["zilt"]["ground"]["may"] == pytest.approx(0.5)
    assert (found["duin"]["verdict"], found["duin"]["ground"]["silent_may"]) == ("applied", False)


def test_where_operators_see_nothing_it_says_so(
    client: httpx.Client, world: World, drawn: dict[str, int]
) -> None:
    own = told(client.get(f"/zones/{drawn['quay']}/applied"), ZoneApplied)
    assert (own["reason"], own["feeds"]) == ("not_for_operators", [])
    draft = Draft("Concept", shapely.MultiPolygon([PIER]))
    new = life.draw(world.connection, AreaKind.hub, "GM9999", draft, BY, at("15 00:00"))
    assert told(client.get(f"/zones/{new}/applied"), ZoneApplied)["reason"] == "not_published"
    refused(client.get("/zones/999/applied"), 404)
