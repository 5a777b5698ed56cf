"""Rounds: what is due when, each told once, and one that fails holds up no other."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import zones.modules.rounds
from runner.find import Broken, Module, find_module
from stoep.cli.demo_modules import hours_of
from stoep.contract import Answer, Basis, Day, Facts, Hour, Hours, Label
from stoep.contract.manifest import read_manifest
from stoep.contract.parameters import choose
from stoep.vocabulary import AreaKind
from tests.runner.drawn import HEAD
from tests.worlds import World, at, drawing
from zones.modules.rounds import due, tell_due
from zones.modules.setting import switch_off, switch_on
from zones.modules.told import read_told

HERE, THERE, ZONE = "GM9998", "GM9999", "Europe/Amsterdam"
WHO = ("A. Official", "council decision 1")
NIGHT, NOON, EVENING = at("13 03:00"), at("13 11:00"), at("13 17:30")
"""Friday 13 March at 4, 12 and 18:30 in the city."""


def drawn(name: str, source: str, kind: str = "label") -> Module:
    toml = HEAD.format(kind=kind, needs='["calendar"]').replace('"drawn"', f'"{name}"', 1)
    if kind == "indicator":
        toml += (
            '[indicator]\nnl = "x"\nen = "x"\nunit = "share"\nper = "district"\n'
            'minimum = 0\nmaximum = 1\nbetter = "less"\n'
        )
    return Module(read_manifest(toml), source, "", "", "sha256:1", "house")


GOOD = drawn(
    "good", "from stoep.contract import *\ndef good(facts, p):\n    return Label(Answer.yes)"
)
BAD = drawn("bad", "def bad(facts, p):\n    return 1 / 0")
COUNTS = drawn("counts", "def counts(facts, p):\n    return []", "indicator")
GONE = drawn("gone", "")


@pytest.fixture
def world(address: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    def found(folder: Path = Path()) -> list[Module | Broken]:
        return [BAD, COUNTS, GOOD]

    monkeypatch.setattr(zones.modules.rounds, "find_modules", found)
    with drawing(address) as world:
        for town, west in ((HERE, 4.30), (THERE, 4.34)):
            world.area(
                AreaKind.municipality, town, west, 52.1, west + 0.02, 52.11, municipality=town
            )
        for module in (BAD, COUNTS, GONE, GOOD):
            switch_on(world.connection, module, HERE, {}, [], *WHO, at("10 00:00"))
        switch_on(world.connection, GOOD, THERE, {}, [], *WHO, at("10 00:00"))
        switch_off(world.connection, THERE, "good", *WHO, at("10 01:00"))
        yield world


def names(world: World, now: datetime) -> list[tuple[str, str, str, date]]:
    return [
        (one.setting.municipality, one.module.name, one.asked.basis.value, one.asked.days[0])
        for one in due(world.connection, ZONE, now)
    ]


def test_tomorrow_is_told_in_the_evening_and_yesterday_in_the_morning(world: World) -> None:
    thursday, saturday = date(2026, 3, 12), date(2026, 3, 14)
    assert names(world, NIGHT) == []
    past = [(HERE, name, "observed", thursday) for name in ("bad", "counts", "good")]
    assert names(world, NOON) == past
    ahead = [(HERE, name, "expected", saturday) for name in ("bad", "good")]
    assert sorted(names(world, EVENING)) == sorted(past + ahead)


def test_each_is_told_once_and_a_failure_is_tried_again_later(world: World) -> None:
    assert tell_due(world.connection, ZONE, NOON) == 2
    assert names(world, NOON) == []
    later = at("13 12:30")
    assert [name for _, name, _, _ in names(world, later)] == ["bad"]
    told = read_told(world.connection, HERE, date(2026, 3, 1), date(2026, 4, 1), later)
    assert {(one.module, one.answer) for one in told} == {("good", "yes"), ("counts", None)}
    for hour in (13, 15):
        tell_due(world.connection, ZONE, at(f"13 {hour}:30"))
    # Three strikes: it is off and asked no more.
    assert "bad" not in {name for _, name, _, _ in names(world, at("14 17:30"))}


def test_the_demo_s_made_up_beach_day_is_one_and_no_other_day_is() -> None:
    from demo.weather import BEACH_DAY, fortnight

    beach = find_module("beach_day")
    facts: list[Facts] = []
    for weather in fortnight():
        # The first day of the fortnight is a Monday.
        day = date(2026, 6, weather.day)
        hours = tuple(
            Hour(one.begins_at, (one.begins_at.hour + 2) % 24, one.temperature_c, one.rain_mm,
                 one.wind_ms, one.sun_wm2)
            for one in hours_of(weather, day)
        )  # fmt: skip
        noon = datetime(2026, 6, weather.day, 10, tzinfo=UTC)
        about = Day(day, day.isoweekday(), "", "")
        facts.append(Facts(HERE, ZONE, noon, Basis.observed, noon, about, Hours(hours)))
    told: Any = {}
    exec(compile(beach.source, "beach_day.py", "exec"), told)
    p = type("P", (), choose(beach.manifest.parameters, {}))
    answers = [told["beach_day"](one, p) for one in facts]
    yes = [n for n, one in enumerate(answers, start=1) if one.answer is Answer.yes]
    assert yes == [BEACH_DAY]
    assert all(isinstance(one, Label) for one in answers)
