"""Permits over HTTP: limits, board, a row in full, and one verdict with its evidence.

```
          10        11        12        13        14        15 12:00 (now)
swift     |=================|   outage  |=====================|
a, b      ================================================>        parked, b in a no-parking area
c                                        =                          13 16:10 to 16:20 (UTC)
```

Two bikes of swift at the busiest moment of each day; the local 12th has no evidence at all.
"""

from datetime import date
from typing import Any

import httpx
import pytest

from api.answers import (
    PermitBoard,
    PermitCourse,
    PermitLimitHistory,
    PermitLimits,
    PermitVerdict,
)
from stoep.vocabulary import AreaKind
from tests.api.checks import faults, told
from tests.worlds import World, at
from tests.zones.permits import HERE, THERE, count
from zones.permits.setting import Wish, set_limit, withdraw

DAYS = {"municipality": HERE, "from": "2026-03-09", "to": "2026-03-15"}
ROW = {"municipality": HERE, "operator": "swift", "indicator": "permit_fleet"}


def put(world: World, indicator: str, value: float, unit: str, **more: Any) -> int:
    wish: dict[str, Any] = {
        "municipality": HERE,
        "operator": "swift",
        "effective_from": date(2026, 3, 10),
        "set_by": "A. Official",
        "why": "council decision 1",
    }
    made = Wish(indicator=indicator, value=value, unit=unit, **(wish | more))
    return set_limit(world.connection, made, at("9 12:00")).id


@pytest.fixture(autouse=True)
def drawn(world: World) -> dict[str, int]:
    world.feed("swift", ("10 00:00", "11 22:00"), ("13 00:00", "15 12:00"))
    world.feed("veer", ("10 00:00", "15 12:00"))
    here = world.area(AreaKind.municipality, HERE, 4.30, 52.10, 4.32, 52.11, municipality=HERE)
    there = world.area(AreaKind.municipality, THERE, 4.32, 52.10, 4.34, 52.11, municipality=THERE)
    banned = world.area(AreaKind.no_parking, "n", 4.31, 52.10, 4.3101, 52.11)
    a = world.stands("swift", 4.305, 52.105, "10 00:00", areas=(here,))
    b = world.stands("swift", 4.31005, 52.105, "10 00:00", areas=(here, banned))
    c = world.stood("swift", 4.305, 52.105, "13 16:10", "13 16:19", "13 16:20", areas=(here,))
    world.stands("veer", 4.33, 52.105, "10 00:00", areas=(there,), form="moped")
    put(world, "permit_fleet", 2, "vehicles")
    put(world, "permit_fleet", 1, "vehicles", effective_from=date(2026, 3, 14), why="noise")
    put(world, "permit_no_parking", 0, "stays")
    put(world, "permit_usage", 0.1, "rentals/vehicle/day")
    put(world, "permit_parked_over_3_days", 50, "%")
    put(world, "permit_fleet", 5, "vehicles", form="moped", operator="veer", municipality=THERE)
    count(world, "9", "15", now="15 12:00")
    return {"a": a, "b": b, "c": c}


def test_the_board_has_a_letter_for_each_day(client: httpx.Client) -> None:
    """
                        9   10   11   12   13   14
    fleet, 2 then 1     -    c    c    n    c    d
    no parking, 0       -    d    d    n    d    d
    over 3 days, 50 %   -    c    c    n    n    d    observed at night 48.5 h, 72.5 h
    usage, 0.1          -    d    d    n    c    d
    """
    found = told(client.get("/permits/board", params=DAYS), PermitBoard)
    assert (found["days"], found["from"], found["to"]) == (6, "2026-03-09", "2026-03-15")
    rows = {row["indicator"]: row for row in found["rows"]}
    assert {name: row["verdicts"] for name, row in rows.items()} == {
        "permit_fleet": "-ccncd",
        "permit_no_parking": "-ddndd",
        "permit_parked_over_3_days": "-ccnnd",
        "permit_usage": "-ddncd",
    }
    fleet = rows["permit_fleet"]
    assert (fleet["operator"], fleet["form"], fleet["zone"]) == ("swift", "all", None)
    assert (fleet["complies"], fleet["does_not_comply"], fleet["not_enough_data"]) == (3, 1, 1)
    assert fleet["newest"] == {
        "day": "2026-03-14",
        "lower": 2,
        "upper": 2,
        "coverage": 1,
        "limit": 1,
        "margin": -1,
        "verdict": "does_not_comply",
    }
    assert (rows["permit_usage"]["bound"], fleet["bound"]) == ("minimum", "maximum")


def test_two_municipalities_do_not_mix(client: httpx.Client) -> None:
    found = told(client.get("/permits/board", params=DAYS | {"municipality": THERE}), PermitBoard)
    assert [(row["operator"], row["form"]) for row in found["rows"]] == [("veer", "moped")]
    mine = told(client.get("/permits/board", params=DAYS | {"form": "moped,bicycle"}), PermitBoard)
    assert mine["rows"] == []
    nobody = told(client.get("/permits/board", params=DAYS | {"operator": "veer"}), PermitBoard)
    assert nobody["rows"] == []


def test_a_row_in_full(client: httpx.Client) -> None:
    asked = {**ROW, "from": "2026-03-11", "to": "2026-03-15"}
    found = told(client.get("/permits/course", params=asked), PermitCourse)
    assert found["lower"] == [2, None, 2, 2]
    assert found["limits"] == [2, 2, 2, 1]
    assert found["margins"] == [0, None, 0, -1]
    assert found["reasons"] == [None, "no_evidence", None, None]
    assert found["verdicts"][1] == "not_enough_data"


def test_mistakes_3_and_4_a_day_without_data_and_one_who_goes_on_standing(
    client: httpx.Client, drawn: dict[str, int]
) -> None:
    """The outage is nobody's success; b is counted on each day though it has not left yet."""
    asked = {**ROW, "indicator": "permit_no_parking", "from": "2026-03-11", "to": "2026-03-15"}
    found = told(client.get("/permits/course", params=asked), PermitCourse)
    assert found["lower"] == [1, None, 1, 1]
    assert found["verdicts"] == [
        "does_not_comply",
        "not_enough_data",
        "does_not_comply",
        "does_not_comply",
    ]


def test_a_verdict_with_the_stays_behind_it(client: httpx.Client, drawn: dict[str, int]) -> None:
    asked = {**ROW, "indicator": "permit_no_parking", "day": "2026-03-13"}
    found = told(client.get("/permits/verdict", params=asked), PermitVerdict)
    assert (found["verdict"], found["margin"], found["lower"]) == ("does_not_comply", -1, 1)
    # The local day begins an hour before the feed is back.
    assert found["period"] == {"from": "2026-03-12T23:00:00Z", "to": "2026-03-13T23:00:00Z"}
    assert found["coverage"] == pytest.approx(23 / 24, abs=1e-4)
    assert found["gaps"] == [
        {"feed": "swift", "from": "2026-03-12T23:00:00Z", "to": "2026-03-13T00:00:00Z"}
    ]
    assert found["limit"]["set_by"] == "A. Official"
    assert found["limit"]["why"] == "council decision 1"
    evidence = found["evidence"]
    assert (evidence["total"], evidence["certain"]) == (1, 1)
    assert evidence["stays"] == [
        {
            "stay": drawn["b"],
            "form": "bicycle",
            "lon": 4.31005,
            "lat": 52.105,
            "since": "2026-03-10T00:00:00Z",
            "until": None,
            "certain": True,
            "certain_s": 23 * 3600,
            "possible_s": 24 * 3600,
        }
    ]


def test_the_evidence_is_what_was_counted(client: httpx.Client, drawn: dict[str, int]) -> None:
    """Of every number that counts stays, as many are certain and listed as the number says."""
    for day in ("2026-03-10", "2026-03-11", "2026-03-13", "2026-03-14"):
        for name in ("permit_fleet", "permit_no_parking", "permit_minimum_available"):
            asked = {**ROW, "indicator": name, "day": day}
            found = told(client.get("/permits/verdict", params=asked), PermitVerdict)
            assert found["evidence"]["certain"] == found["lower"]
            assert found["evidence"]["total"] == found["upper"] == found["behind"]
        asked = {**ROW, "indicator": "permit_parked_over_3_days", "day": day}
        found = told(client.get("/permits/verdict", params=asked), PermitVerdict)
        if found["lower"] is not None:
            assert found["evidence"]["certain"] == found["lower"] / 100 * found["behind"]
            assert found["evidence"]["total"] == found["upper"] / 100 * found["behind"]
    asked = {**ROW, "indicator": "permit_usage", "day": "2026-03-13"}
    left = told(client.get("/permits/verdict", params=asked), PermitVerdict)
    assert [stay["stay"] for stay in left["evidence"]["stays"]] == [drawn["c"]]
    assert left["lower"] == 0.5


def test_a_number_without_a_limit_has_no_verdict(client: httpx.Client) -> None:
    asked = {**ROW, "form": "bicycle", "day": "2026-03-14"}
    found = told(client.get("/permits/verdict", params=asked), PermitVerdict)
    assert (found["verdict"], found["limit"], found["lower"]) == (None, None, 2)
    asked = {**ROW, "zone": "no_parking/n", "day": "2026-03-14"}
    found = told(client.get("/permits/verdict", params=asked), PermitVerdict)
    assert (found["reason"], found["verdict"]) == ("not_counted", None)
    assert found["evidence"]["total"] == 1


def test_a_zone_that_gets_a_limit_is_judged_once_it_is_counted(
    client: httpx.Client, world: World
) -> None:
    put(world, "permit_fleet", 0, "vehicles", zone="no_parking/n")
    rows = client.get("/permits/board", params=DAYS).json()["rows"]
    assert [row["verdicts"] for row in rows if row["zone"]] == ["-nnnnn"]
    count(world, "9", "15", now="15 12:00")
    rows = client.get("/permits/board", params=DAYS).json()["rows"]
    assert [row["verdicts"] for row in rows if row["zone"]] == ["-ddndd"]


def test_what_was_told_before_and_what_the_operator_said(
    client: httpx.Client, world: World
) -> None:
    here = 1
    world.stood("swift", 4.305, 52.105, "14 01:00", "14 20:00", "14 20:01", areas=(here,))
    world.connection.execute(
        "insert into statement (operator_id, kind, starts_at, ends_at, said, said_by)"
        " select id, 'outage', %s, %s, 'a cable', 'Swift' from operator where key = 'swift'",
        [at("14 00:00"), at("14 02:00")],
    )
    count(world, "14", "15", now="15 13:00")
    found = told(client.get("/permits/verdict", params={**ROW, "day": "2026-03-14"}), PermitVerdict)
    assert (found["lower"], found["margin"]) == (3, -2)
    assert [(x["lower"], x["why"]) for x in found["earlier"]] == [(2, "counted by hand")]
    assert [x["said"] for x in found["statements"]] == ["a cable"]


def test_limits_in_force_and_who_changed_them(client: httpx.Client, world: World) -> None:
    asked = {"municipality": HERE, "day": "2026-03-13"}
    found = told(client.get("/permits/limits", params=asked), PermitLimits)
    values = {one["indicator"]: one["value"] for one in found["limits"]}
    assert values["permit_fleet"] == 2
    number = next(x["id"] for x in found["limits"] if x["indicator"] == "permit_usage")
    withdraw(world.connection, number, date(2026, 3, 12), "B. Official", "pilot", at("11 10:00"))
    found = told(client.get("/permits/limits", params=asked), PermitLimits)
    assert "permit_usage" not in {one["indicator"] for one in found["limits"]}
    history = told(
        client.get("/permits/limits/history", params={"municipality": HERE}), PermitLimitHistory
    )["limits"]
    assert len(history) == 6
    assert (history[0]["withdrawn"], history[0]["set_by"], history[0]["why"]) == (
        True,
        "B. Official",
        "pilot",
    )
    fleet = [x for x in history if x["indicator"] == "permit_fleet"]
    assert [(x["value"], x["effective_from"]) for x in fleet] == [
        (1, "2026-03-14"),
        (2, "2026-03-10"),
    ]
    board = client.get("/permits/board", params=DAYS).json()["rows"]
    assert {x["indicator"]: x["verdicts"] for x in board}["permit_usage"] == "-dd---"


@pytest.mark.parametrize(
    ("path", "wrong", "field"),
    [
        ("board", {"municipality": "GM0000"}, "municipality"),
        ("board", {"operator": "nobody"}, "operator"),
        ("board", {"form": "rocket"}, "form"),
        ("board", {"from": "2026-03-15"}, "from"),
        ("board", {"from": "1986-03-15"}, "from"),
        ("board", {"from": "yesterday"}, "from"),
        ("board", {"from": "1770000000"}, "from"),
        ("board", {"from": "2026-02-30"}, "from"),
        ("board", {"to": "2026-03-16"}, "to"),
        ("course", {"indicator": "happiness"}, "indicator"),
        ("course", {"indicator": "parked_density"}, "indicator"),
        ("course", {"indicator": "permit_out_of_order_over_1_day"}, "indicator"),
        ("course", {"zone": "no_parking/none"}, "zone"),
        ("verdict", {"operator": "nobody"}, "operator"),
        ("verdict", {"zone": f"municipality/{THERE}"}, "zone"),
        ("verdict", {"day": "2026-03-15"}, "day"),
        ("verdict", {"day": ""}, "day"),
        ("limits", {"municipality": "GM0000"}, "municipality"),
        ("limits/history", {"operator": "nobody"}, "operator"),
    ],
)
def test_bad_questions_are_refused_by_field(
    client: httpx.Client, path: str, wrong: dict[str, str], field: str
) -> None:
    asked = {
        "board": DAYS,
        "course": {**ROW, "from": "2026-03-10"},
        "verdict": {**ROW, "day": "2026-03-10"},
        "limits": {"municipality": HERE},
        "limits/history": {"municipality": HERE},
    }[path]
    assert set(faults(client.get(f"/permits/{path}", params=asked | wrong))) == {field}


def test_each_day_is_judged_with_the_tolerance_of_its_limit(
    client: httpx.Client, world: World
) -> None:
    """The area is 7 m wide: with 15 m what stands in it is possible, neither lost nor certain."""
    more: dict[str, Any] = {"tolerance_m": 15, "effective_from": date(2026, 3, 13)}
    put(world, "permit_no_parking", 0, "stays", **more)
    count(world, "9", "15", now="15 12:00")
    rows = client.get("/permits/board", params=DAYS).json()["rows"]
    assert {x["indicator"]: x["verdicts"] for x in rows}["permit_no_parking"] == "-ddnnn"
    asked = {**ROW, "indicator": "permit_no_parking", "day": "2026-03-14"}
    found = told(client.get("/permits/verdict", params=asked), PermitVerdict)
    assert (found["lower"], found["upper"], found["limit"]["tolerance_m"]) == (0, 1, 15)
    assert [stay["certain"] for stay in found["evidence"]["stays"]] == [False]


def test_the_evidence_lists_a_thousand_and_tells_the_total(
    client: httpx.Client, world: World
) -> None:
    for n in range(1_010):
        first = f"14 {n // 60:02}:{n % 60:02}"
        world.stands("swift", 4.31, 52.105, first, areas=(1, 3))
    count(world, "14", "15", now="15 12:00")
    asked = {**ROW, "indicator": "permit_no_parking", "day": "2026-03-14"}
    found = told(client.get("/permits/verdict", params=asked), PermitVerdict)
    assert found["lower"] == found["evidence"]["total"] == 1_011
    assert len(found["evidence"]["stays"]) == 1_000


def test_the_evidence_is_of_the_moment_that_proves_most(client: httpx.Client, world: World) -> None:
    """Not seen at 03:30 local time, the first moment: one may stand then, and surely does later."""
    world.feed("spin", ("13 00:00", "14 01:00"), ("14 04:00", "15 12:00"))
    here = world.connection.execute("select id from area where code = %s", [HERE]).fetchone()
    assert here is not None
    stay = world.stands("spin", 4.305, 52.105, "13 10:00", areas=(here[0],))
    put(world, "permit_fleet", 0, "vehicles", operator="spin")
    put(world, "permit_minimum_available", 2, "vehicles", operator="spin")
    count(world, "14", "15", now="15 12:00")
    for indicator, certain in (("permit_fleet", 1), ("permit_minimum_available", 1)):
        asked = {**ROW, "operator": "spin", "indicator": indicator, "day": "2026-03-14"}
        found = told(client.get("/permits/verdict", params=asked), PermitVerdict)
        assert found["verdict"] == "does_not_comply"
        assert (found["lower"], found["evidence"]["certain"]) == (1, certain)
        assert [one["stay"] for one in found["evidence"]["stays"]] == [stay]
