"""Limits: which one holds on a day, who changed it, and what is refused by field.

```
year        |--- 100 from 1 Jan ----------- 80 from 1 June ----------------->
summer                  |== 150, May to September ==|
winter   ==|                                              |== 40, Nov to Feb, over New Year ==
```
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest

from stoep.vocabulary import AreaKind
from tests.worlds import World, at, drawing
from tests.zones.permits import HERE, THERE
from zones.permits.limits import Limit, course, in_force, read_limits
from zones.permits.setting import BadLimit, Wish, set_limit, withdraw

WISH: dict[str, Any] = {
    "municipality": HERE,
    "operator": "swift",
    "indicator": "permit_fleet",
    "value": 100.0,
    "unit": "vehicles",
    "effective_from": date(2026, 1, 1),
    "set_by": "A. Official",
    "why": "council decision 1",
}


@pytest.fixture
def world(address: str) -> Iterator[World]:
    with drawing(address) as world:
        world.feed("swift", ("10 00:00", "20 00:00"))
        world.area(AreaKind.municipality, HERE, 4.30, 52.10, 4.32, 52.11, municipality=HERE)
        world.area(AreaKind.hub, "h1", 4.30, 52.10, 4.31, 52.11)
        world.area(AreaKind.hub, "far", 5.30, 52.10, 5.31, 52.11, municipality=THERE)
        yield world


def put(world: World, **other: Any) -> Limit:
    return set_limit(world.connection, Wish(**{**WISH, **other}), at("1 12:00"))


def on(limits: list[Limit], *days: str) -> list[float | None]:
    found = [in_force(limits, date.fromisoformat(day)) for day in days]
    return [limit and limit.value for limit in found]


def test_the_newest_that_has_begun_holds_and_a_season_goes_before_the_year(world: World) -> None:
    put(world)
    put(world, value=80.0, effective_from=date(2026, 6, 1))
    put(world, value=150.0, season=("05-01", "09-30"))
    put(world, value=40.0, season=("11-01", "02-28"), effective_from=date(2026, 3, 1))
    limits = read_limits(world.connection, HERE)
    days = (
        *("2025-12-31", "2026-01-01", "2026-02-28", "2026-04-30", "2026-05-01", "2026-06-01"),
        *("2026-09-30", "2026-10-01", "2026-11-01", "2027-01-01", "2027-02-28", "2027-03-01"),
    )
    assert on(limits, *days) == [None, 100, 100, 100, 150, 150, 150, 80, 40, 40, 40, 80]


def test_of_two_for_the_same_day_the_one_set_last_holds(world: World) -> None:
    put(world)
    put(world, value=90.0)
    limits = read_limits(world.connection, HERE)
    assert on(limits, "2026-01-01") == [90]
    assert on(limits[::-1], "2026-01-01") == [90]


def test_withdrawn_is_a_row_of_its_own_and_a_season_gives_way_to_the_year(world: World) -> None:
    put(world)
    summer = put(world, value=150.0, season=("05-01", "09-30"))
    since = date(2026, 7, 1)
    withdraw(world.connection, summer.id, since, "B. Official", "noise", at("2 12:00"))
    limits = read_limits(world.connection, HERE)
    assert on(limits, "2026-06-30", "2026-07-01") == [150, 100]
    withdraw(world.connection, limits[0].id, since, "B. Official", "pilot ended", at("3 12:00"))
    limits = read_limits(world.connection, HERE)
    assert on(limits, "2026-06-30", "2026-07-01") == [150, None]
    assert [(x.set_by, x.why, x.withdrawn) for x in limits[2:]] == [
        ("B. Official", "noise", True),
        ("B. Official", "pilot ended", True),
    ]


def test_the_course_is_the_limit_of_each_day(world: World) -> None:
    put(world)
    put(world, value=80.0, effective_from=date(2026, 6, 1))
    put(world, value=150.0, season=("05-01", "09-30"))
    put(world, value=40.0, season=("12-15", "02-29"), effective_from=date(2026, 3, 1))
    limits = read_limits(world.connection, HERE)
    first = date(2025, 12, 1)
    found = course(limits, first, 1200)
    for n in range(1200):
        limit = in_force(limits, first + timedelta(days=n))
        expected = -1 if limit is None else limits.index(limit)
        assert found[n] == expected, first + timedelta(days=n)


def test_another_scope_is_another_limit(world: World) -> None:
    """A cap on all vehicles is no cap on the mopeds alone, nor on a zone."""
    put(world)
    put(world, value=10.0, form="moped")
    put(world, value=5.0, zone="hub/h1")
    limits = read_limits(world.connection, HERE)
    assert [(x.scope.form, x.scope.zone, x.value) for x in limits] == [
        ("all", "", 100),
        ("moped", "", 10),
        ("all", "hub/h1", 5),
    ]


def test_what_was_set_is_never_changed(world: World) -> None:
    put(world)
    for act in ("update permit_limit set value = 1", "delete from permit_limit",
                "truncate permit_limit"):  # fmt: skip
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="only added to"):
            world.connection.execute(act.encode())
    assert len(read_limits(world.connection)) == 1


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("unit", {"unit": None}),
        ("unit", {"unit": ""}),
        ("unit", {"unit": "%"}),
        ("indicator", {"indicator": "happiness"}),
        ("indicator", {"indicator": "parked_density", "unit": "vehicles/km²"}),
        ("municipality", {"municipality": "GM0000"}),
        ("operator", {"operator": "nobody"}),
        ("zone", {"zone": "hub/none"}),
        ("zone", {"zone": "hub/far"}),
        ("zone", {"zone": "h1"}),
        ("zone", {"zone": f"municipality/{HERE}"}),
        ("form", {"form": "rocket"}),
        ("value", {"value": -1.0}),
        ("value", {"value": float("nan")}),
        ("value", {"value": float("inf")}),
        ("value", {"indicator": "permit_parked_over_1_day", "unit": "%", "value": 101.0}),
        ("coverage", {"coverage_needed": 0.0}),
        ("coverage", {"coverage_needed": 90.0}),
        ("tolerance", {"tolerance_m": 15}),
        ("tolerance", {"tolerance_m": -30, "indicator": "permit_no_parking", "unit": "stays"}),
        ("season", {"season": ("05-01", "")}),
        ("season", {"season": ("13-01", "02-01")}),
        ("season", {"season": ("2026-05-01", "09-30")}),
        ("from", {"effective_from": date(1026, 1, 1)}),
        ("by", {"set_by": " "}),
        ("why", {"why": ""}),
    ],
)
def test_a_limit_that_cannot_be_is_refused_by_its_field(
    world: World, field: str, wrong: dict[str, Any]
) -> None:
    with pytest.raises(BadLimit) as refused:
        put(world, **wrong)
    assert refused.value.field == field
    assert refused.value.remedy
    assert read_limits(world.connection) == []
