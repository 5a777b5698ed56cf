"""Whatever is sent as a drawing is told apart: usable, or refused with the field named.

4.20          4.40
 +-------------+ 52.20
 |   GM9999  [half]      a drawing may lie half outside
 +-------------+ 52.00
"""

import json
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.answers import DrawingCheck
from stoep.vocabulary import AreaKind
from tests.api.checks import faults, refused, told
from tests.worlds import World

SQUARE = [[4.30, 52.07], [4.31, 52.07], [4.31, 52.08], [4.30, 52.08], [4.30, 52.07]]
BOW_TIE = [[4.30, 52.07], [4.31, 52.08], [4.31, 52.07], [4.30, 52.08], [4.30, 52.07]]
SPIKE = [*SQUARE[:2], [4.31, 52.075], [4.32, 52.075], [4.31, 52.075], *SQUARE[2:]]


@pytest.fixture(autouse=True)
def town(world: World) -> int:
    return world.area(AreaKind.municipality, "GM9999", 4.2, 52.0, 4.4, 52.2)


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def moved(ring: list[list[float]], east: float) -> list[list[float]]:
    return [[lon + east, lat] for lon, lat in ring]


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def check(client: httpx.Client, body: Any) -> httpx.Response:
    return client.post("/areas/check", json=body, timeout=20)


def test_a_good_drawing_tells_its_size_and_where_it_lies(client: httpx.Client) -> None:
    for body in (polygon(SQUARE), feature(polygon(SQUARE))):
        answer = told(check(client, body), DrawingCheck)
        assert answer.pop("area_m2") == pytest.approx(684.9 * 1112.6, rel=0.01)
        assert answer.pop("geometry")["type"] == "MultiPolygon"
        assert answer == {
            "usable": True,
            "points": 5,
            "polygons": 1,
            "repaired": False,
            "municipality": "GM9999",
            "municipality_name": "Gm9999",
            "outside": 0.0,
        }


def test_many_polygons_are_one_drawing(client: httpx.Client) -> None:
    both = {"type": "MultiPolygon", "coordinates": [[SQUARE], [moved(SQUARE, 0.02)]]}
    answer = told(check(client, both), DrawingCheck)
    assert (answer["polygons"], answer["points"]) == (2, 10)
    assert answer["area_m2"] == pytest.approx(2 * 684.9 * 1112.6, rel=0.01)


def test_a_spike_is_repaired_and_said(client: httpx.Client) -> None:
    assert told(check(client, polygon(SPIKE)), DrawingCheck)["repaired"] is True


def test_a_border_that_crosses_itself_is_refused(client: httpx.Client) -> None:
    found = faults(check(client, polygon(BOW_TIE)))
    assert set(found) == {"geometry"}
    assert "crosses itself" in found["geometry"]


def test_what_lies_outside_is_told_or_refused_where_a_municipality_is_named(
    client: httpx.Client,
) -> None:
    half = polygon(moved(SQUARE, 0.095))
    assert told(check(client, half), DrawingCheck)["outside"] == pytest.approx(0.5, abs=0.001)
    found = faults(check(client, feature(half, municipality="GM9999")))
    assert found == {"geometry": "50% of the area lies outside Gm9999."}
    far = polygon(moved(SQUARE, 1.0))
    nowhere = told(check(client, far), DrawingCheck)
    assert (nowhere["municipality"], nowhere["outside"]) == (None, 1.0)
    assert set(faults(check(client, feature(far, municipality="GM9999")))) == {"geometry"}
    assert set(faults(check(client, feature(far, municipality=7)))) == {"municipality"}


def test_dates_and_capacity_of_a_draft_are_checked_too(client: httpx.Client) -> None:
    march, april = "2026-03-01T00:00:00Z", "2026-04-01T00:00:00+02:00"
    square = polygon(SQUARE)
    good = feature(square, kind="hub", capacity={"combined": 9}, active_from=march, retire_on=april)
    assert told(check(client, good), DrawingCheck)["usable"]
    for properties, field in [
        ({"active_from": april, "retire_on": march}, "retire_on"),
        ({"active_from": march, "retire_on": march}, "retire_on"),
        ({"active_from": march, "publish_on": april}, "publish_on"),
        ({"active_from": "tomorrow"}, "active_from"),
        ({"retire_on": "2026-03-01"}, "retire_on"),
        ({"kind": "hub", "capacity": {"combined": -1}}, "capacity"),
        ({"kind": "hub", "capacity": "many"}, "capacity"),
        ({"kind": "no_parking", "capacity": {"combined": 1}}, "capacity"),
        ({"kind": "province", "capacity": {"combined": 1}}, "kind"),
    ]:
        assert set(faults(check(client, feature(square, **properties)))) == {field}


def ring_of(points: int) -> bytes:
    """A zigzag of many points, as short as it can be written."""
    return b"[" + b",".join([b"[4,52]", b"[4,53]"] * (points // 2)) + b"]"


@pytest.mark.parametrize("points", [6_000, 200_000, 1_000_000])
def test_a_million_points_are_counted_and_not_drawn(client: httpx.Client, points: int) -> None:
    body = b'{"type":"Polygon","coordinates":[' + ring_of(points) + b"]}"
    answer = client.post(
        "/areas/check", content=body, headers={"Content-Type": "application/json"}, timeout=20
    )
    assert set(faults(answer)) == {"geometry"}


def test_a_thicket_is_refused_without_being_repaired(client: httpx.Client) -> None:
    star = [[4.3 + (i * 7919 % 4999) / 1e5, 52.0 + (i * 104_729 % 4999) / 1e5] for i in range(4999)]
    found = faults(check(client, polygon([*star, star[0]])))
    assert "crosses itself" in found["geometry"]


def test_other_questions_keep_their_own_limit(client: httpx.Client) -> None:
    refused(client.post("/feed-checks", content=b" " * 70_000), 413)


@pytest.mark.parametrize(
    "body",
    [
        polygon(),
        polygon([]),
        polygon(SQUARE[:3]),
        polygon(SQUARE[:4]),
        polygon([[0, 0]] * 4),
        polygon([[*p, "high"] for p in SQUARE], [1]),
        polygon([[80_000, 455_000], [80_100, 455_000], [80_100, 455_100], [80_000, 455_000]]),
        polygon([["4.3", 52.1]] * 4),
        polygon([[True, False]] * 4),
        polygon([[10**400, 1]] * 4),
        {"type": "MultiPolygon", "coordinates": SQUARE},
        {"type": "Polygon", "coordinates": {"0": SQUARE}},
        feature({"type": "Point", "coordinates": [4.3, 52.1]}),
        feature({"type": "LineString", "coordinates": SQUARE}),
        feature(None),
        feature({"type": "GeometryCollection", "geometries": [polygon(SQUARE)]}),
    ],
)
def test_what_is_no_area_is_refused_by_name(client: httpx.Client, body: Any) -> None:
    assert set(faults(check(client, body))) == {"geometry"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{",
        b"\xff\xfe",
        b'{"type":"Polygon","coordinates":' + b"[" * 100_000,
        b"9" * 5000,
        b'{"type":"Polygon","coordinates":[[[NaN,1],[Infinity,1],[1,1],[NaN,1]]]}',
        b'{"type":"Polygon","coordinates":' + b"[" * 900 + b"]" * 900 + b"}",
    ],
)
def test_what_is_no_json_is_a_bad_question(client: httpx.Client, content: bytes) -> None:
    faults(
        client.post("/areas/check", content=content, headers={"Content-Type": "application/json"})
    )


NUMBERS = st.one_of(
    st.floats(3, 8), st.floats(50, 54), st.integers(), st.floats(), st.none(), st.booleans()
)
ANYTHING = st.recursive(
    st.one_of(NUMBERS, st.text(max_size=5)),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=15,
)
PLACES = st.lists(st.tuples(st.floats(4.2, 4.4), st.floats(52.0, 52.2)), min_size=3, max_size=8)
RINGS = st.lists(PLACES.map(lambda ring: [*ring, ring[0]]), min_size=1, max_size=3)
COORDINATES = st.one_of(
    RINGS, st.lists(RINGS, max_size=3), st.lists(st.lists(st.lists(NUMBERS)), max_size=3), ANYTHING
)
GEOMETRY = st.one_of(
    st.fixed_dictionaries(
        {"type": st.sampled_from(["Polygon", "MultiPolygon"]), "coordinates": COORDINATES}
    ),
    ANYTHING,
)
DATE = st.one_of(st.datetimes().map(lambda at: at.isoformat() + "Z"), ANYTHING)
BODIES = st.one_of(
    GEOMETRY,
    st.fixed_dictionaries(
        {
            "type": st.just("Feature"),
            "geometry": GEOMETRY,
            "properties": st.one_of(
                ANYTHING,
                st.fixed_dictionaries(
                    {},
                    optional={
                        "municipality": ANYTHING,
                        "kind": ANYTHING,
                        "capacity": ANYTHING,
                        "active_from": DATE,
                        "retire_on": DATE,
                        "publish_on": DATE,
                    },
                ),
            ),
        }
    ),
)


@settings(max_examples=300, suppress_health_check=list(HealthCheck), deadline=None)
@given(body=BODIES)
def test_whatever_is_sent_it_is_usable_or_refused(client: httpx.Client, body: Any) -> None:
    answer = client.post(
        "/areas/check",
        content=json.dumps(body).encode("utf-8", "surrogatepass"),
        headers={"Content-Type": "application/json"},
    )
    if answer.status_code == 200:
        told(answer, DrawingCheck)
    else:
        faults(answer)


FORTY_YEARS = {"area": "1", "from": "1986-03-01T00:00:00Z", "to": "2026-03-01T00:00:00Z"}


@pytest.mark.parametrize("step", ["quarter", "hour", "day", "week"])
def test_forty_years_of_a_series_are_too_long_a_period(client: httpx.Client, step: str) -> None:
    answer = client.get("/indicators/vehicles_parked/series", params=FORTY_YEARS | {"step": step})
    assert set(faults(answer)) == {"from"}


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/hot-spots/lasting", ["area"]),
        ("/indicators/vehicles_parked/profile", ["area"]),
        ("/indicators/vehicles_parked/map", ["kind"]),
        ("/flows", ["grid"]),
    ],
)
def test_forty_years_are_too_long_a_period(
    client: httpx.Client, path: str, asked: list[str]
) -> None:
    known = FORTY_YEARS | {"kind": "district", "grid": "district"}
    answer = client.get(path, params={name: known[name] for name in (*asked, "from", "to")})
    assert set(faults(answer)) == {"from"}
