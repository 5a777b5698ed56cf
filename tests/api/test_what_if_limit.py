"""A draft limit replayed over HTTP, by hand, beside what holds.

```
          10        11        12        13        14        15 12:00 (now)
swift     |=================|   outage  |=====================|
a, b      ================================================>        parked, b in a no-parking area
```

Two bikes of swift on each day that was seen; the local 12th has no evidence at all. At most 2 may
stand there from the 10th on, 1 from the 14th on.
"""

from datetime import date
from typing import Any

import httpx
import pytest

from api.answers import WhatIfLimit
from stoep.vocabulary import AreaKind
from tests.api.checks import faults, told
from tests.worlds import World, at
from tests.zones.permits import HERE, THERE, count
from zones.permits.limits import read_limits
from zones.permits.setting import Wish, set_limit

DAYS = {"municipality": HERE, "from": "2026-03-09", "to": "2026-03-15"}
FLEET = DAYS | {"indicator": "permit_fleet", "value": "1", "unit": "vehicles", "operator": "swift"}
NO_PARKING = FLEET | {"indicator": "permit_no_parking", "unit": "stays"}


def put(world: World, indicator: str, value: float, unit: str, **more: Any) -> None:
    wish: dict[str, Any] = {
        "municipality": HERE,
        "operator": "swift",
        "effective_from": date(2026, 3, 10),
        "set_by": "A. Official",
        "why": "council decision 1",
    }
    made = Wish(indicator=indicator, value=value, unit=unit, **(wish | more))
    set_limit(world.connection, made, at("9 12:00"))


@pytest.fixture(autouse=True)
def drawn(world: World) -> None:
    world.feed("swift", ("10 00:00", "11 22:00"), ("13 00:00", "15 12:00"))
    world.feed("veer", ("10 00:00", "15 12:00"))
    here = world.area(AreaKind.municipality, HERE, 4.30, 52.10, 4.32, 52.11, municipality=HERE)
    there = world.area(AreaKind.municipality, THERE, 4.32, 52.10, 4.34, 52.11, municipality=THERE)
    banned = world.area(AreaKind.no_parking, "n", 4.31, 52.10, 4.3101, 52.11)
    world.stands("swift", 4.305, 52.105, "10 00:00", areas=(here,))
    world.stands("swift", 4.31005, 52.105, "10 00:00", areas=(here, banned))
    world.stands("veer", 4.33, 52.105, "10 00:00", areas=(there,), form="moped")
    put(world, "permit_fleet", 2, "vehicles")
    put(world, "permit_fleet", 1, "vehicles", effective_from=date(2026, 3, 14), why="noise")
    put(world, "permit_usage", 0.1, "rentals/vehicle/day")
    count(world, "9", "15", now="15 12:00")


def ask(client: httpx.Client, question: dict[str, str]) -> Any:
    return told(client.get("/what-if/limit", params=question), WhatIfLimit)


def verdicts(client: httpx.Client, question: dict[str, str], **more: str) -> str:
    [row] = ask(client, question | more)["rows"]
    return str(row["verdicts"])


def test_a_stricter_maximum_day_by_day(client: httpx.Client) -> None:
    """
                        9   10   11   12   13   14
    in force            -    c    c    n    c    d
    the draft, 1        n    d    d    n    d    d
    """
    found = ask(client, FLEET)
    assert (found["bound"], found["days"], found["counted_now"]) == ("maximum", 6, 0)
    assert found["alerts"] == {
        "by_day": 4, "by_beginning": 1, "busiest_day": "2026-03-10", "on_busiest_day": 1,
    }  # fmt: skip
    [row] = found["rows"]
    assert (row["operator"], row["held"], row["changed"]) == ("swift", 6, 4)
    assert (row["in_force"], row["verdicts"]) == ("-ccncd", "nddndd")
    assert (row["complies"], row["does_not_comply"], row["not_enough_data"]) == (0, 4, 2)
    assert row["changes"] == [
        {"was": None, "becomes": "not_enough_data", "days": 1},
        {"was": "complies", "becomes": "does_not_comply", "days": 3},
    ]
    assert row["lower"] == [None, 2, 2, None, 2, 2]
    assert row["margins"] == [None, -1, -1, None, -1, -1]
    assert (row["least_margin"], row["messages"]) == (-1, 1)
    assert row["reasons"] == {"no_evidence": 1, "not_yet_followed": 1}


def test_a_minimum_is_judged_the_other_way_round(client: httpx.Client) -> None:
    usage = {"indicator": "permit_usage", "unit": "rentals/vehicle/day", "value": "0"}
    found = ask(client, FLEET | usage)
    [row] = found["rows"]
    assert found["bound"] == "minimum"
    assert (row["in_force"], row["verdicts"]) == ("-ddndd", "nccncc")
    assert row["least_margin"] == 0


def test_no_data_is_never_complies(client: httpx.Client) -> None:
    assert verdicts(client, FLEET, value="1000000") == "nccncc"
    # Of the 10th, 11th and 13th an hour was not seen.
    assert verdicts(client, NO_PARKING, coverage="0.95") == "nccncc"
    assert verdicts(client, NO_PARKING, coverage="1") == "nnnnnc"


def test_whoever_stood_there_is_judged_when_nobody_is_named(client: httpx.Client) -> None:
    everybody = {name: value for name, value in FLEET.items() if name != "operator"}
    assert [row["operator"] for row in ask(client, everybody)["rows"]] == ["swift"]
    both = ask(client, FLEET | {"operator": "swift,veer"})
    # None of veer stood here: 0 of them, on days that veer's feed covers.
    assert {row["operator"]: row["verdicts"] for row in both["rows"]} == {
        "swift": "nddndd", "veer": "nccccc",
    }  # fmt: skip
    assert both["counted_now"] == 6


def test_another_tolerance_and_a_zone_without_a_limit_are_counted_for_the_question(
    client: httpx.Client, world: World
) -> None:
    """The area is 7 m wide: with 15 m of tolerance what stands in it is possible, not certain."""
    found = ask(client, NO_PARKING | {"value": "0", "tolerance": "15"})
    [row] = found["rows"]
    assert (row["verdicts"], found["counted_now"]) == ("nnnnnn", 6)
    assert (row["lower"][1:3], row["upper"][1:3]) == ([0, 0], [1, 1])
    assert verdicts(client, NO_PARKING, value="1", tolerance="15") == "nccncc"
    assert verdicts(client, NO_PARKING, value="0") == "nddndd"
    assert verdicts(client, FLEET, value="0", zone="no_parking/n") == "nddndd"
    kept = world.connection.execute(
        "select count(*) from permit_day where tolerance_m > 0 or zone <> ''"
    ).fetchone()
    assert kept == (0,)


@pytest.mark.parametrize(
    "more",
    [
        {"value": "0", "zone": "no_parking/n"},
        {"value": "1", "form": "bicycle"},
        {"value": "1", "form": "moped"},
        {"value": "1", "season": "03-11..03-13"},
        {"value": "0", "indicator": "permit_no_parking", "unit": "stays", "tolerance": "15"},
        {"value": "40", "indicator": "permit_parked_over_3_days", "unit": "%"},
        {"value": "3", "indicator": "permit_minimum_available"},
    ],
)
def test_it_is_what_the_board_says_once_it_is_set(
    client: httpx.Client, world: World, more: dict[str, str]
) -> None:
    asked = FLEET | more
    before = len(read_limits(world.connection))
    [draft] = ask(client, asked)["rows"]
    assert len(read_limits(world.connection)) == before
    season = asked.get("season")
    put(
        world,
        asked["indicator"],
        float(asked["value"]),
        asked["unit"],
        effective_from=date(2026, 3, 9),
        form=asked.get("form"),
        zone=asked.get("zone"),
        tolerance_m=int(asked.get("tolerance", 0)),
        season=tuple(season.split("..")) if season else None,
    )
    count(world, "9", "15", now="15 12:00")
    board = client.get("/permits/board", params=DAYS | {"operator": "swift"}).json()["rows"]
    [real] = [
        row["verdicts"]
        for row in board
        if (row["indicator"], row["form"], row["zone"])
        == (asked["indicator"], asked.get("form", "all"), asked.get("zone"))
    ]
    assert draft["verdicts"] == real


def test_a_season_of_the_draft_leaves_the_rest_of_the_year_as_it_is(client: httpx.Client) -> None:
    [row] = ask(client, FLEET | {"season": "03-11..03-12"})["rows"]
    assert (row["verdicts"], row["held"]) == ("-cdncd", 2)
    [none] = ask(client, NO_PARKING | {"season": "07-01..08-31"})["rows"]
    assert (none["verdicts"], none["held"], none["changed"]) == ("------", 0, 0)
    assert (none["lower"], none["least_margin"]) == ([None] * 6, None)


def test_days_that_are_not_counted_yet_have_no_verdict(client: httpx.Client, world: World) -> None:
    world.connection.execute("delete from permit_day where day >= '2026-03-13'")
    [row] = ask(client, FLEET)["rows"]
    assert row["verdicts"] == "nddnnn"
    assert row["reasons"]["not_counted"] == 2


def test_its_receipt_explains_it(client: httpx.Client) -> None:
    receipt = ask(client, FLEET)["receipt"]
    explained = client.get(f"/receipts/{receipt}", timeout=20).json()
    assert explained["same"] is True


def test_a_season_of_counting_is_too_much_for_a_question(
    client: httpx.Client, world: World
) -> None:
    count(world, "2-01", "15", now="15 12:00")
    long = NO_PARKING | {"from": "2026-02-01"}
    assert verdicts(client, long)[-6:] == "nccncc"
    found = faults(client.get("/what-if/limit", params=long | {"tolerance": "15"}))
    assert set(found) == {"from"}
    assert "42 of these days" in found["from"]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"municipality": "GM0000"}, "municipality"),
        ({"operator": "nobody"}, "operator"),
        ({"indicator": "parked_density"}, "indicator"),
        ({"indicator": "happiness"}, "indicator"),
        ({"unit": "%"}, "unit"),
        ({"unit": ""}, "unit"),
        ({"value": "-1"}, "value"),
        ({"value": "NaN"}, "value"),
        ({"value": "inf"}, "value"),
        ({"value": "many"}, "value"),
        ({"form": "rocket"}, "form"),
        ({"zone": "hub/none"}, "zone"),
        ({"zone": f"municipality/{THERE}"}, "zone"),
        ({"season": "05-01"}, "season"),
        ({"season": "13-01..13-45"}, "season"),
        ({"tolerance": "15"}, "tolerance"),
        ({"tolerance": "-1"}, "tolerance"),
        ({"coverage": "0"}, "coverage"),
        ({"coverage": "nan"}, "coverage"),
        ({"from": "2026-03-15"}, "from"),
        ({"from": "1986-03-15"}, "from"),
        ({"from": "2026-02-30"}, "from"),
        ({"to": "2026-03-16"}, "to"),
        ({"to": "2026-03-08"}, "from"),
        ({"nonsense": "1"}, "nonsense"),
    ],
)
def test_bad_questions_are_refused_by_field(
    client: httpx.Client, wrong: dict[str, str], field: str
) -> None:
    assert set(faults(client.get("/what-if/limit", params=FLEET | wrong))) == {field}


@pytest.mark.parametrize("field", ["municipality", "indicator", "value", "unit", "from"])
def test_what_must_be_given_is_asked_for(client: httpx.Client, field: str) -> None:
    asked = {name: value for name, value in FLEET.items() if name != field}
    assert set(faults(client.get("/what-if/limit", params=asked))) == {field}
