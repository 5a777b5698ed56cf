"""Indicators: registry, series and map.

        14 08:00          14 19:50   15 02:00            15 12:00
swift   |===================|  outage  |====================|
veer    |===================================================|

One district of 2 km² or so, in it a bike of swift from 14 09:00 on, and one of veer until 14 10:00.
"""

import httpx
import pytest

from api.answers import Indicator, IndicatorMap, Indicators, IndicatorSeries
from stoep.vocabulary import AreaKind
from tests.api.checks import faults, refused, told
from tests.worlds import World
from zones.cells import fold_feed
from zones.map import AT_A_MOMENT
from zones.registry import INDICATORS


@pytest.fixture(autouse=True)
def drawn(world: World) -> dict[str, int]:
    world.feed("swift", ("14 08:00", "14 19:50"), ("15 02:00", "15 12:00"))
    world.feed("veer", ("14 08:00", "15 12:00"))
    west = world.area(AreaKind.district, "west", 4.30, 52.10, 4.32, 52.11)
    east = world.area(AreaKind.district, "east", 4.32, 52.10, 4.34, 52.11, municipality="GM8888")
    world.stands("swift", 4.305, 52.105, "14 09:00", areas=(west,))
    world.stood(
        "veer", 4.305, 52.105, "14 08:00", "14 09:59", "14 10:00", areas=(west,), form="moped"
    )
    for feed in world.feeds.values():
        fold_feed(world.connection, feed.id)
    return {"west": west, "east": east}


def series(client: httpx.Client, name: str, area: int, **question: str) -> dict[str, object]:
    asked = {"area": str(area), "from": "2026-03-14T08:00:00Z", **question}
    answer: dict[str, object] = told(
        client.get(f"/indicators/{name}/series", params=asked), IndicatorSeries
    )
    return answer


def lines(answer: dict[str, object]) -> dict[str, list[float | None]]:
    return {line["key"]: line["values"] for line in answer["series"]}  # type: ignore[attr-defined]


def test_every_published_number_explains_itself(client: httpx.Client) -> None:
    listed = told(client.get("/indicators"), Indicators)["indicators"]
    assert [entry["id"] for entry in listed] == list(INDICATORS)
    for entry in listed:
        assert told(client.get(f"/indicators/{entry['id']}"), Indicator) == entry


def test_a_stranger_is_not_there(client: httpx.Client, drawn: dict[str, int]) -> None:
    refused(client.get("/indicators/happiness"), 404)
    refused(client.get("/indicators/happiness/map?kind=district"), 404)
    refused(client.get("/indicators/happiness/series?area=1&from=2026-03-14T08:00:00Z"), 404)


def test_a_series_by_the_hour(client: httpx.Client, drawn: dict[str, int]) -> None:
    got = series(client, "vehicles_parked", drawn["west"], to="2026-03-14T12:00:00Z")
    assert lines(got) == {"all": [1.0, 2.0, 1.0, 1.0]}
    assert got["unit"] == "vehicles"
    assert got["edges"][0::4] == ["2026-03-14T08:00:00Z", "2026-03-14T12:00:00Z"]  # type: ignore[index]
    assert got["area"] == {
        "id": drawn["west"], "kind": "district", "code": "west", "name": "West",
    }  # fmt: skip
    assert got["coverage"] == 1.0


def test_in_a_gap_values_are_null_with_the_reason(
    client: httpx.Client, drawn: dict[str, int]
) -> None:
    got = series(
        client, "vehicles_parked", drawn["west"],
        **{"from": "2026-03-14T19:00:00Z", "to": "2026-03-15T03:00:00Z"},
    )  # fmt: skip
    (line,) = got["series"]  # type: ignore[misc]
    assert line["values"] == [1.0, *[None] * 6, 1.0]
    assert line["reasons"] == [None, *["no_evidence: swift"] * 6, None]
    assert line["coverage"] == [0.8333, *[0.0] * 6, 1.0]
    assert got["gaps"] == [
        {
            "feed": "swift",
            "from": "2026-03-14T19:50:00Z",
            "to": "2026-03-15T02:00:00Z",
            "reason": "no_evidence",
        }
    ]


def test_a_line_per_operator_or_form(client: httpx.Client, drawn: dict[str, int]) -> None:
    until = {"to": "2026-03-14T10:00:00Z"}
    by_operator = series(client, "vehicles_parked", drawn["west"], group="operator", **until)
    assert lines(by_operator) == {"swift": [0.0, 1.0], "veer": [1.0, 1.0]}
    by_form = series(client, "vehicles_parked", drawn["west"], group="form", **until)
    assert lines(by_form) == {"bicycle": [0.0, 1.0], "moped": [1.0, 1.0]}


def test_a_series_of_some_operators_or_forms(client: httpx.Client, drawn: dict[str, int]) -> None:
    until = {"to": "2026-03-14T10:00:00Z"}
    got = series(client, "vehicles_parked", drawn["west"], operator="veer", **until)
    assert lines(got) == {"all": [1.0, 1.0]}
    got = series(client, "vehicles_parked", drawn["west"], form="bicycle", **until)
    assert lines(got) == {"all": [0.0, 1.0]}


def test_steps_are_local_days_and_weeks(client: httpx.Client, drawn: dict[str, int]) -> None:
    got = series(client, "clutter_load", drawn["west"], step="day")
    assert got["edges"] == [
        "2026-03-13T23:00:00Z", "2026-03-14T23:00:00Z", "2026-03-15T23:00:00Z",
    ]  # fmt: skip
    assert got["step"] == "day"
    assert len(series(client, "clutter_load", drawn["west"], step="quarter")["edges"]) == 113  # type: ignore[arg-type]
    assert len(series(client, "clutter_load", drawn["west"], step="week")["edges"]) == 2  # type: ignore[arg-type]


def test_duration_classes_are_a_line_each(client: httpx.Client, drawn: dict[str, int]) -> None:
    got = series(client, "duration_classes", drawn["west"], to="2026-03-14T10:00:00Z")
    assert list(lines(got)) == ["0", "1", "2", "3", "4", "unknown"]
    assert lines(got)["0"] == [1.0, 2.0]


def test_series_refuse_what_makes_no_sense(client: httpx.Client, drawn: dict[str, int]) -> None:
    path = "/indicators/parked_density/series"
    assert set(faults(client.get(path))) == {"area", "from"}
    start = "from=2026-03-14T08:00:00Z"
    assert set(faults(client.get(f"{path}?area=999&{start}"))) == {"area"}
    assert set(faults(client.get(f"{path}?area=1&{start}&to=2026-03-14T08:00:00Z"))) == {"from"}
    assert set(faults(client.get(f"{path}?area=1&{start}&operator=nobody"))) == {"operator"}
    wrong = client.get(f"{path}?area=1&{start}&step=year&group=age")
    assert set(faults(wrong)) == {"step", "group"}
    long = client.get(f"{path}?area=1&from=2025-01-01T00:00:00Z&step=quarter")
    assert "steps" in refused(long, 400)["detail"]
    fresh = client.get(f"/indicators/feed_freshness/series?area=1&{start}")
    assert set(faults(fresh)) == {"indicator"}


def areas(client: httpx.Client, name: str, **question: str) -> dict[str, dict[str, object]]:
    answer = told(
        client.get(f"/indicators/{name}/map", params={"kind": "district", **question}),
        IndicatorMap,
    )
    return {value["code"]: value for value in answer["values"]}


@pytest.mark.parametrize("name", AT_A_MOMENT)
def test_every_indicator_of_areas_has_a_map(client: httpx.Client, name: str) -> None:
    found = areas(client, name)
    assert set(found) == {"west", "east"}
    assert found["west"]["vehicles"] == (0.0 if name == "no_parking_vehicles" else 1.0)
    # Of nothing there is no share, and a district has no places; of everything else there is none.
    without = ("out_of_order_share", "share_in_hubs", "hub_occupancy")
    assert found["east"]["value"] == (None if name in without else 0.0)


def test_density_is_by_the_square_kilometre(client: httpx.Client) -> None:
    west = areas(client, "parked_density")["west"]
    assert west["value"] == pytest.approx(1 / (west["area_m2"] / 1e6))  # type: ignore[operator]


def test_a_map_of_a_moment_a_period_and_a_municipality(client: httpx.Client) -> None:
    then = areas(client, "vehicles_parked", moment="2026-03-14T09:30:00Z")
    assert then["west"]["value"] == 2.0
    period = {"from": "2026-03-14T08:00:00Z", "to": "2026-03-14T10:00:00Z"}
    assert areas(client, "vehicles_parked", **period)["west"]["value"] == 1.5
    assert set(areas(client, "vehicles_parked", municipality="GM8888")) == {"east"}
    assert areas(client, "vehicles_parked", operator="veer")["west"]["value"] == 0.0


def test_a_map_in_a_gap_names_the_feed_that_it_lacks(client: httpx.Client) -> None:
    asked = {"kind": "district", "moment": "2026-03-15T01:00:00Z"}
    answer = told(client.get("/indicators/parked_density/map", params=asked), IndicatorMap)
    assert answer["reason"] == "no_evidence: swift"
    assert [value["value"] for value in answer["values"]] == [0.0, 0.0]
    assert answer["coverage"] == 0.5
    assert {feed["key"]: feed["status"] for feed in answer["feeds"]} == {
        "swift": "gap",
        "veer": "seen",
    }


def test_a_map_without_any_evidence_is_unknown_never_zero(client: httpx.Client) -> None:
    west = areas(client, "parked_density", moment="2026-03-15T01:00:00Z", operator="swift")["west"]
    assert (west["value"], west["vehicles"], west["coverage"]) == (None, None, 0.0)
    assert west["reason"] == "no_evidence: swift"


def test_classes_are_told_by_area(client: httpx.Client) -> None:
    west = areas(client, "duration_classes")["west"]
    assert west["classes"] == {"0": 1, "1": 0, "2": 0, "3": 0, "4": 0, "unknown": 0}
    assert areas(client, "parked_density")["west"]["classes"] is None


def test_maps_refuse_what_makes_no_sense(client: httpx.Client) -> None:
    path = "/indicators/parked_density/map"
    start = "from=2026-03-14T08:00:00Z"
    assert set(faults(client.get(path))) == {"kind"}
    both = client.get(f"{path}?kind=district&{start}&moment=2026-03-14T08:00:00Z")
    assert set(faults(both)) == {"moment"}
    assert set(faults(client.get(f"{path}?kind=district&to=2026-03-14T08:00:00Z"))) == {"from"}
    assert set(faults(client.get(f"{path}?kind=district&operator=nobody"))) == {"operator"}
    assert set(faults(client.get("/indicators/feed_coverage/map?kind=district"))) == {"indicator"}
    classes = client.get(f"/indicators/duration_classes/map?kind=district&{start}")
    assert set(faults(classes)) == {"indicator"}


def test_the_worst_hour_and_when_it_was(client: httpx.Client, drawn: dict[str, int]) -> None:
    """swift's bike from 09:00 on and veer's moped until 10:00: two of them from 9 to 10."""
    period = {"from": "2026-03-13T23:00:00Z", "to": "2026-03-14T23:00:00Z", "step": "day"}
    got = series(client, "worst_hour", drawn["west"], **period)
    (line,) = got["series"]  # type: ignore[misc]
    load = lines(series(client, "clutter_load", drawn["west"], **{**period, "step": "hour"}))["all"]
    assert line["values"] == [max(value for value in load if value is not None)]
    assert line["moments"] == ["2026-03-14T09:00:00Z"]
    assert 0.4 < line["coverage"][0] < 0.5
    quarters = client.get(
        f"/indicators/worst_hour/series?area={drawn['west']}&step=quarter&from=2026-03-14T08:00:00Z"
    )
    assert set(faults(quarters)) == {"step"}


def test_the_share_of_time_above_a_limit(client: httpx.Client, drawn: dict[str, int]) -> None:
    """Two vehicles for one of the known hours; unknown time does not count as below."""
    density = lines(series(client, "parked_density", drawn["west"], to="2026-03-14T10:00:00Z"))
    one, two = density["all"]
    assert one is not None
    assert two is not None
    got = series(
        client, "time_above_limit", drawn["west"], limit=str((one + two) / 2),
        to="2026-03-15T03:00:00Z", step="day",
    )  # fmt: skip
    first, second = got["series"][0]["values"]  # type: ignore[index]
    # From 08:00 to 19:50 the start of 48 quarters is known, at 4 of them two stood there.
    assert first == 4 / 48
    assert second == 0.0
    assert set(faults(client.get(_above(drawn, "")))) == {"limit"}
    assert set(faults(client.get(_above(drawn, "&limit=-1")))) == {"limit"}
    path = f"/indicators/parked_density/series?area={drawn['west']}&from=2026-03-14T08:00:00Z"
    assert set(faults(client.get(f"{path}&limit=3"))) == {"limit"}


def _above(drawn: dict[str, int], more: str) -> str:
    start = "from=2026-03-14T08:00:00Z"
    return f"/indicators/time_above_limit/series?area={drawn['west']}&{start}{more}"


def test_a_city_draws_its_own_duration_classes(client: httpx.Client, drawn: dict[str, int]) -> None:
    """swift's bike was seen for 20:50 at the end, and stood for 27 hours with the outage."""
    late = {"from": "2026-03-15T11:00:00Z", "to": "2026-03-15T12:00:00Z"}
    got = series(client, "duration_classes", drawn["west"], classes="0.5,1", **late)
    assert lines(got) == {"0": [0.0], "1": [1.0], "2": [0.0], "unknown": [0.0]}
    at = client.get("/indicators/duration_classes/map?kind=district&classes=0.5,1")
    west = next(v for v in told(at, IndicatorMap)["values"] if v["area"] == drawn["west"])
    assert west["classes"] == {"0": 0, "1": 1, "2": 0, "unknown": 0}
    assert west["possible"] == {"0": 0, "1": 0, "2": 1, "unknown": 0}
    path = "/indicators/duration_classes/map?kind=district&classes="
    for wrong in ("3,1", "1,1", "0", "many", "400"):
        assert set(faults(client.get(path + wrong))) == {"classes"}


def test_long_parked_through_time_certain_and_possible(
    client: httpx.Client, drawn: dict[str, int]
) -> None:
    """Seen for half a day at 15 03:10; by the clock on the wall half a day had passed at 14 21:00,
    in the outage, and veer's moped was gone by then.
    """
    period = {"from": "2026-03-15T02:00:00Z", "to": "2026-03-15T05:00:00Z"}
    got = series(client, "long_parked", drawn["west"], limit="0.5", **period)
    assert lines(got) == {"certain": [0.0, 0.75, 1.0], "possible": [1.0, 0.25, 0.0]}
