"""A draft replayed over HTTP, by hand; and whatever cannot be asked, by the field that is wrong.

metres east   0 ......... 100 ........ 200 ........ 300 ........ 500
              a           [ b  c  d ]               e            [hub]
                          [  draft  ]

        14 08:00          14 19:50   15 02:00            15 12:00 (UTC, now)
swift   |===================|  outage  |====================|      a, b, e
veer    |===================================================|      c, d

b stands from 14 08:00 on, c from 14 09:00 until 14 21:00, d from 15 10:30 on.
"""

import json
import re
from typing import Any

import httpx
import pytest
import shapely
from shapely.geometry import mapping

from api.answers import WhatIf
from stoep.vocabulary import AreaKind, FormFactor
from tests.api.checks import faults, told
from tests.conftest import ROOT
from tests.worlds import World, at
from zones.policy import life
from zones.policy.life import Draft

LAT = 52.105
METRE = 1 / 111_320 / 0.614285
PERIOD = {"from": "2026-03-14T08:00:00Z"}


def east(metres: float) -> float:
    return 4.30 + metres * METRE


def box(west_m: float, east_m: float) -> shapely.MultiPolygon:
    return shapely.MultiPolygon(
        [shapely.box(east(west_m), LAT - 0.0001, east(east_m), LAT + 0.0001)]
    )


DRAWN = mapping(box(100, 200))
NO_PARKING = PERIOD | {"geometry": DRAWN, "kind": "no_parking"}
HUB = NO_PARKING | {"kind": "hub"}


@pytest.fixture(autouse=True)
def drawn_world(world: World) -> World:
    world.feed("swift", ("14 08:00", "14 19:50"), ("15 02:00", "15 12:00"))
    world.feed("veer", ("14 08:00", "15 12:00"))
    city = world.area(AreaKind.municipality, "GM9999", 4.29, 52.10, 4.32, 52.11)
    world.area(AreaKind.hub, "hub", east(495), 52.1049, east(505), 52.1051)
    for metres in (0, 120, 300):
        world.stands("swift", east(metres), LAT, "14 08:00", areas=(city,))
    until = ("14 20:59", "14 21:00")
    world.stood("veer", east(140), LAT, "14 09:00", *until, areas=(city,), form="moped")
    world.stands("veer", east(160), LAT, "15 10:30", areas=(city,), form="moped")
    return world


def ask(client: httpx.Client, body: Any) -> httpx.Response:
    return client.post("/what-if", json=body, timeout=20)


def zone(world: World, kind: AreaKind, **of: Any) -> int:
    draft = Draft("Plein", box(100, 200), **of)
    now = at("15 11:00")
    return life.draw(world.connection, kind, "GM9999", draft, "Noor of the city", now)


def test_a_drawing_is_told_whole(client: httpx.Client) -> None:
    found = told(ask(client, NO_PARKING), WhatIf)
    assert (found["kind"], found["zone"], found["capacity"]) == ("no_parking", None, None)
    assert found["period"] == {"from": "2026-03-14T08:00:00Z", "to": "2026-03-15T12:00:00Z"}
    assert found["around"] == {"kind": "municipality", "areas": [1], "outside": 0.0}
    assert (found["stays"], found["reason"]) == (3, None)
    assert found["vehicle_hours"] == pytest.approx(28 - 6.1667 + 12 + 1.5, abs=1e-3)
    assert found["coverage"] == pytest.approx(1 - 6.1667 / 28, abs=1e-4)
    assert found["ends"] == {
        "left": 1, "moved": 0, "still_there": 2, "withdrawn": 0, "unknown": 0,
    }  # fmt: skip
    assert found["operators"][1] == {
        "operator": "veer",
        "stays": 2,
        "vehicle_hours": 13.5,
        "around": 2,
        "share": 1.0,
        "ends": {"left": 1, "moved": 0, "still_there": 1, "withdrawn": 0, "unknown": 0},
        "messages": 2,
        "coverage": 1.0,
        "reason": None,
    }
    first, second = found["days"]
    assert (first["day"], first["by_operator"]) == ("2026-03-14", {"swift": 1, "veer": 1})
    assert (second["stays"], second["vehicle_hours"]) == (2, 11.5)
    assert found["alerts"] == {
        "by_vehicle": 3, "by_hour": 3, "busiest_day": "2026-03-14", "on_busiest_day": 2,
    }  # fmt: skip
    [nearest] = found["nearest"]
    assert (nearest["name"], nearest["stays"], nearest["median_m"]) == ("Hub", 3, 355.0)
    assert found["filling"] is None
    assert len(found["listed"]) == 3
    assert client.get(f"/vehicles/{found['listed'][0]}").status_code == 200


def test_a_feature_is_a_drawing_too_and_may_be_asked_of_some(client: httpx.Client) -> None:
    feature = {"type": "Feature", "geometry": DRAWN, "properties": {"name": "Plein"}}
    asked = NO_PARKING | {"geometry": feature, "operator": ["veer"], "longest_s": 11 * 3600}
    found = told(ask(client, asked), WhatIf)
    assert [one["operator"] for one in found["operators"]] == ["veer"]
    assert (found["stays"], found["vehicle_hours"]) == (1, 1.0)
    bikes = told(ask(client, NO_PARKING | {"form": ["bicycle"]}), WhatIf)
    assert bikes["stays"] == 1


def test_a_hub_tells_how_full_it_would_have_been(client: httpx.Client) -> None:
    found = told(ask(client, HUB | {"capacity": {"bicycle": 1, "moped": 0}}), WhatIf)
    assert found["alerts"] is None
    filling = found["filling"]
    assert (filling["highest"], filling["highest_at"]) == (2, "2026-03-14T09:00:00Z")
    assert filling["rooms"][0] == {
        "form": "bicycle",
        "places": 1,
        "highest": 1,
        "full_share": 1.0,
        "over_vehicle_hours": 0.0,
        "became_full": 1,
    }
    assert filling["by_hour"][22] == {"hour": 22, "mean": None, "over": None}
    assert filling["by_hour"][14] == {"hour": 14, "mean": 2.0, "over": 1.0}


def test_a_concept_is_replayed_by_its_number_and_stays_a_concept(
    client: httpx.Client, world: World
) -> None:
    number = zone(world, AreaKind.hub, capacity={"combined": 1}, form_factors=[FormFactor.moped])
    found = told(ask(client, PERIOD | {"zone": number}), WhatIf)
    assert (found["kind"], found["zone"], found["capacity"]) == ("hub", number, {"combined": 1})
    # It is about mopeds alone: c and d.
    assert found["stays"] == 2
    more = told(ask(client, PERIOD | {"zone": number, "capacity": {"combined": 9}}), WhatIf)
    assert more["filling"]["rooms"][0]["places"] == 9
    every = PERIOD | {"zone": number, "form": ["moped", "bicycle"]}
    assert told(ask(client, every), WhatIf)["stays"] == 3
    feature = client.get(f"/zones/{number}").json()["properties"]
    assert (feature["phase"], feature["area"]) == ("concept", None)


def test_what_an_operator_did_not_tell_is_null_with_a_reason(client: httpx.Client) -> None:
    night = {"from": "2026-03-14T20:00:00Z", "to": "2026-03-15T01:00:00Z"}
    found = told(ask(client, NO_PARKING | night), WhatIf)
    assert (found["stays"], found["ends"], found["alerts"]) == (None, None, None)
    assert (found["reason"], found["coverage"]) == ("no_evidence: swift", 0.0)
    swift, veer = found["operators"]
    assert (swift["stays"], swift["reason"]) == (None, "no_evidence: swift")
    assert (veer["stays"], veer["ends"]["left"]) == (1, 1)
    assert found["days"][1]["by_operator"] == {"swift": None, "veer": 0}


def test_before_anybody_was_followed_nothing_is_known(client: httpx.Client) -> None:
    early = {"from": "2026-03-10T00:00:00Z", "to": "2026-03-11T00:00:00Z"}
    found = told(ask(client, HUB | early), WhatIf)
    assert (found["stays"], found["reason"]) == (None, "not_yet_followed")
    assert (found["filling"]["highest"], found["filling"]["known_share"]) == (None, 0.0)


BOW_TIE = [[4.30, 52.105], [4.31, 52.106], [4.31, 52.105], [4.30, 52.106], [4.30, 52.105]]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"geometry": {"type": "Polygon", "coordinates": [BOW_TIE]}}, "geometry"),
        ({"geometry": {"type": "Point", "coordinates": [4.3, 52.1]}}, "geometry"),
        ({"geometry": {"type": "Polygon"}}, "geometry"),
        ({"geometry": "POLYGON ((0 0))"}, "geometry"),
        ({"geometry": mapping(box(-2000, 200))}, "geometry"),
        ({"geometry": mapping(box(90_000, 90_100))}, "geometry"),
        ({"geometry": None}, "geometry"),
        ({"zone": 1}, "geometry"),
        ({"geometry": None, "zone": 999}, "zone"),
        ({"geometry": None, "zone": "1"}, "zone"),
        ({"kind": None}, "kind"),
        ({"kind": "province"}, "kind"),
        ({"capacity": {"combined": 9}}, "capacity"),
        ({"kind": "hub", "capacity": {"combined": -1}}, "capacity"),
        ({"kind": "hub", "capacity": {"combined": True}}, "capacity"),
        ({"kind": "hub", "capacity": 9}, "capacity"),
        ({"longest_s": -1}, "longest_s"),
        ({"longest_s": 10**12}, "longest_s"),
        ({"longest_s": "long"}, "longest_s"),
        ({"from": "2026-03-15T12:00:00Z"}, "from"),
        ({"from": "2026-03-14T08:00:00Z", "to": "2026-03-13T08:00:00Z"}, "from"),
        ({"from": "1986-03-14T08:00:00Z"}, "from"),
        ({"from": "yesterday"}, "from"),
        ({"from": None}, "from"),
        ({"from": 1_770_000_000}, "from"),
        ({"to": "2026-03-16T08:00:00Z"}, "to"),
        ({"operator": ["nobody"]}, "operator"),
        ({"operator": []}, "operator"),
        ({"operator": "swift"}, "operator"),
        ({"operator": ["\x00"]}, "operator"),
        ({"form": ["rocket"]}, "form"),
        ({"nonsense": 1}, "nonsense"),
    ],
)
def test_bad_questions_are_refused_by_field(
    client: httpx.Client, wrong: dict[str, Any], field: str
) -> None:
    assert set(faults(ask(client, NO_PARKING | wrong))) == {field}


def test_a_zone_of_another_kind_is_not_made_one(client: httpx.Client, world: World) -> None:
    number = zone(world, AreaKind.hub)
    wrong = PERIOD | {"zone": number, "kind": "no_parking"}
    assert set(faults(ask(client, wrong))) == {"kind"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b'{"from":"2026-03-14T08:00:00Z","kind":"hub","longest_s":NaN}', "longest_s"),
        (
            b'{"from":"2026-03-14T08:00:00Z","kind":"hub","geometry":{"type":"Polygon",'
            b'"coordinates":[[[NaN,1],[1,1],[1,2],[NaN,1]]]}}',
            "geometry",
        ),
        (
            b'{"from":"2026-03-14T08:00:00Z","kind":"hub","capacity":{"combined":NaN},'
            b'"geometry":{"type":"Polygon","coordinates":'
            b"[[[4.3,52.105],[4.301,52.105],[4.301,52.106],[4.3,52.105]]]}}",
            "capacity",
        ),
    ],
)
def test_what_is_no_number_is_refused(client: httpx.Client, body: bytes, field: str) -> None:
    answer = client.post("/what-if", content=body, headers={"Content-Type": "application/json"})
    assert set(faults(answer)) == {field}


@pytest.mark.parametrize("points", [6_000, 200_000, 1_000_000])
def test_a_million_points_are_counted_and_not_drawn(client: httpx.Client, points: int) -> None:
    ring = b"[" + b",".join([b"[4,52]", b"[4,53]"] * (points // 2)) + b"]"
    start = b'{"from":"2026-03-14T08:00:00Z","kind":"hub","geometry":'
    body = start + b'{"type":"Polygon","coordinates":[' + ring + b"]}}"
    headers = {"Content-Type": "application/json"}
    answer = client.post("/what-if", content=body, headers=headers, timeout=20)
    assert set(faults(answer)) == {"geometry"}


def test_the_question_that_the_docs_show_is_answered(client: httpx.Client, world: World) -> None:
    world.area(AreaKind.municipality, "GM0518", 4.25, 52.11, 4.285, 52.12, municipality="GM0518")
    text = (ROOT / "docs/zones.md").read_text()
    [body] = re.findall(r"/v1/what-if' .*?-d '({.*?})'", text, re.DOTALL)
    found = told(ask(client, json.loads(body.replace("2026-11", "2026-03"))), WhatIf)
    assert (found["stays"], found["longest_s"]) == (0, 3600)


def test_it_is_asked_by_post_alone(client: httpx.Client) -> None:
    answer = client.get("/what-if")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
