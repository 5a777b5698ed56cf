"""Modules in municipalities: on and off with a history, facts as of then, strikes, and no leaks."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest

from runner.find import Module, find_module, read_module
from runner.outcome import Limits, RunOutcome
from stoep.contract import Answer, Basis, Event, Label
from stoep.contract.manifest import read_manifest
from stoep.contract.refusals import BadParameter
from stoep.vocabulary import AreaKind
from tests.runner.drawn import HEAD, NEEDS, WARMEST, folder_of
from tests.worlds import World, at, drawing
from zones.modules import calendar, events, weather
from zones.modules.facts import NoSuchFact, Question, gather
from zones.modules.running import past_runs, run_for
from zones.modules.setting import (
    BadSetting,
    DigestChanged,
    in_force,
    municipality_of,
    read_settings,
    switch_off,
    switch_on,
    users_of,
    values_of,
)
from zones.modules.told import read_told
from zones.modules.trying import try_module

HERE, THERE = "GM9998", "GM9999"
NOW = at("20 12:00")
ZONE = "Europe/Amsterdam"
WHO = ("A. Official", "council decision 1")
DAY = date(2026, 3, 14)


@pytest.fixture
def world(address: str) -> Iterator[World]:
    """Two towns side by side, each with a district; one vehicle in the first, by its hub.

    A: 4.30-4.32 east, HERE.   hub H at 4.310.   v at 4.3106, 41 m beside it
    B: 4.34-4.36 east, THERE.
    """
    with drawing(address) as world:
        world.feed("swift", ("10 00:00", "16 00:00"))
        for town, code, west in ((HERE, "A", 4.30), (THERE, "B", 4.34)):
            world.area(
                AreaKind.municipality, town, west, 52.10, west + 0.02, 52.11, municipality=town
            )
            world.area(AreaKind.district, code, west, 52.10, west + 0.02, 52.11, municipality=town)
        world.area(AreaKind.hub, "H", 4.3095, 52.104, 4.31, 52.106, municipality=HERE, capacity=1)
        areas = [
            row[0]
            for row in world.connection.execute(
                "select id from area where municipality = %s", [HERE]
            )
        ]
        world.stands("swift", 4.3106, 52.105, "10 00:00", areas=tuple(areas[:2]))
        yield world


def asked(*days: date, **more: Any) -> Question:
    told: dict[str, Any] = {"municipality": HERE, "timezone": ZONE, "basis": Basis.observed}
    return Question(**(told | {"days": days or (DAY,), "now": NOW} | more))


def module(source: str, kind: str = "label", needs: str = NEEDS, origin: str = "house") -> Module:
    told = read_manifest(HEAD.format(kind=kind, needs=needs) + WARMEST)
    return Module(told, source, "", "", "sha256:1", origin)


YES = module("from stoep.contract import *\ndef drawn(facts, p):\n    return Label(Answer.yes)")
FAILS = module("def drawn(facts, p):\n    return 1 / 0")


def test_a_module_is_on_from_when_somebody_says_so_with_a_reason(world: World) -> None:
    beach = find_module("beach_day")
    assert in_force(world.connection, HERE, "beach_day") is None
    switch_on(world.connection, beach, HERE, {"free_c": "20"}, [], *WHO, NOW)
    held = in_force(world.connection, HERE, "beach_day")
    assert held is not None
    assert (held.enabled, held.parameters, held.digest) == (True, {"free_c": 20}, beach.digest)
    assert values_of(beach, held)["free_c"] == 20
    assert values_of(beach, held)["working_c"] == 25
    switch_off(world.connection, HERE, "beach_day", *WHO, NOW)
    assert [one.enabled for one in read_settings(world.connection, HERE)] == [False, True]
    assert users_of(world.connection) == {}


def test_what_was_decided_cannot_be_changed_afterwards(world: World) -> None:
    switch_on(world.connection, find_module("beach_day"), HERE, {}, [], *WHO, NOW)
    for change in ("update module_setting set why = 'x'", "delete from module_setting"):
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="only added to"):
            world.connection.execute(change.encode())


@pytest.mark.parametrize(
    ("parameters", "areas", "words", "refusal"),
    [
        ({"free_c": "99"}, [], WHO, BadParameter),
        ({"warmth": "20"}, [], WHO, BadParameter),
        ({}, ["hub/H"], WHO, BadSetting),
        ({}, [], ("", "why"), BadSetting),
        ({}, [], ("A. Official", " "), BadSetting),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(
    world: World, parameters: dict[str, str], areas: list[str], words: Any, refusal: Any
) -> None:
    with pytest.raises(refusal):
        switch_on(world.connection, find_module("beach_day"), HERE, parameters, areas, *words, NOW)
    assert read_settings(world.connection, HERE) == []


def test_areas_must_be_the_municipality_s_own(world: World) -> None:
    hubs = find_module("hub_only")
    with pytest.raises(BadSetting, match="There is no district/B in GM9998"):
        switch_on(world.connection, hubs, HERE, {}, ["district/B"], *WHO, NOW)
    crowd = find_module("event_crowd")
    with pytest.raises(BadSetting, match="There is no district/B in GM9998"):
        switch_on(world.connection, crowd, HERE, {"around": "district/B"}, [], *WHO, NOW)
    switch_on(world.connection, crowd, HERE, {"around": "district/A"}, [], *WHO, NOW)


def test_a_municipality_is_told_by_code_or_name(world: World) -> None:
    assert municipality_of(world.connection, HERE) == HERE
    assert municipality_of(world.connection, "gm9998") == HERE
    with pytest.raises(BadSetting, match="There is no municipality 'nowhere'"):
        municipality_of(world.connection, "nowhere")


def test_an_outsider_s_module_is_pinned(world: World) -> None:
    stranger = replace(YES, origin="acme-rules 1.0")
    with pytest.raises(BadSetting, match="comes from acme-rules") as told:
        switch_on(world.connection, stranger, HERE, {}, [], *WHO, NOW)
    assert stranger.digest in told.value.remedy
    with pytest.raises(BadSetting, match="digest"):
        switch_on(world.connection, stranger, HERE, {}, [], *WHO, NOW, digest="sha256:0")
    held = switch_on(world.connection, stranger, HERE, {}, [], *WHO, NOW, digest="sha256:1")
    assert run_for(world.connection, stranger, held, asked()).ok
    changed = replace(stranger, digest="sha256:2")
    with pytest.raises(DigestChanged):
        run_for(world.connection, changed, held, asked())


def test_three_strikes_and_off_in_that_city_only(world: World) -> None:
    held = {
        town: switch_on(world.connection, FAILS, town, {}, [], *WHO, NOW) for town in (HERE, THERE)
    }
    for number in range(3):
        now = in_force(world.connection, HERE, "drawn")
        assert now is not None
        assert now.enabled, number
        done = run_for(world.connection, FAILS, held[HERE], asked())
        assert done.outcome is RunOutcome.raised
    off = in_force(world.connection, HERE, "drawn")
    assert off is not None
    assert (off.enabled, off.set_by) == (False, "Stoep")
    assert "ZeroDivisionError" in off.why
    assert "drawn.py, line 2" in off.why
    assert len(past_runs(world.connection, HERE, "drawn")) == 3
    assert past_runs(world.connection, THERE, "drawn") == []
    there = in_force(world.connection, THERE, "drawn")
    assert there is not None
    assert there.enabled
    # Switched on again it begins anew, and one good run in between forgives.
    again = switch_on(world.connection, FAILS, HERE, {}, [], *WHO, NOW)
    for one in (FAILS, FAILS, YES, FAILS, FAILS):
        run_for(world.connection, one, again, asked())
    still = in_force(world.connection, HERE, "drawn")
    assert still is not None
    assert still.enabled


def test_what_was_told_is_kept_once_and_another_city_does_not_see_it(world: World) -> None:
    held = switch_on(world.connection, YES, HERE, {}, [], *WHO, NOW)
    later = NOW + timedelta(hours=1)
    for now in (NOW, later):
        run_for(world.connection, YES, held, asked(now=now))
    rows = world.connection.execute("select count(*) from module_told").fetchone()
    assert rows == (1,)
    no = module("from stoep.contract import *\ndef drawn(facts, p):\n    return Label(Answer.no)")
    run_for(world.connection, no, held, asked(now=later))
    week = (date(2026, 3, 9), date(2026, 3, 16))
    (told,) = read_told(world.connection, HERE, *week, later)
    assert (told.answer, told.day, told.version) == ("no", DAY, "1.0.0")
    (before,) = read_told(world.connection, HERE, *week, NOW)
    assert before.answer == "yes"
    assert read_told(world.connection, THERE, *week, later) == []


def test_facts_are_of_one_municipality_and_have_no_ids(world: World) -> None:
    about = module("", needs='["stays", "areas/district", "areas/hub", "calendar"]').manifest
    (facts,) = gather(world.connection, about, asked())
    assert [area.key for area in facts.areas] == ["district/A", "hub/H"]
    assert facts.areas[1].within == "district/A"
    assert facts.areas[1].capacity == 1
    assert facts.stays is not None
    (stay,) = facts.stays
    assert (stay.operator, stay.form_factor, stay.areas) == ("swift", "bicycle", ("district/A",))
    assert stay.metres_to_hub == pytest.approx(41, abs=1)
    assert stay.observed_s == (facts.at - at("10 00:00")).total_seconds()
    assert facts.coverage == 1
    assert facts.at == datetime.combine(DAY, time(12), ZoneInfo(ZONE)).astimezone(UTC)
    (other,) = gather(world.connection, about, asked(municipality=THERE))
    assert [area.key for area in other.areas] == ["district/B"]
    assert other.stays == ()


def test_a_moment_without_evidence_is_unknown_and_not_empty(world: World) -> None:
    about = module("", needs='["stays", "areas/district"]').manifest
    (facts,) = gather(world.connection, about, asked(date(2026, 3, 18)))
    assert (facts.stays, facts.coverage) == (None, 0)
    done = try_module(world.connection, find_module("hub_only"), asked(date(2026, 3, 18)), {})
    (value,) = done.days[0].result if isinstance(done.days[0].result, tuple) else ()
    assert (value.area, value.value, value.reason) == ("district/A", None, "no_evidence")  # type: ignore[union-attr]


def test_indicators_come_with_their_coverage(world: World) -> None:
    about = module("", needs='["areas/district", "indicators/vehicles_parked"]').manifest
    (facts,) = gather(world.connection, about, asked())
    (number,) = facts.indicators
    assert (number.indicator, number.area) == ("vehicles_parked", "district/A")
    with pytest.raises(NoSuchFact, match="no indicator 'luck'"):
        gather(world.connection, module("", needs='["indicators/luck"]').manifest, asked())
    with pytest.raises(NoSuchFact, match="kind 'beach'"):
        gather(world.connection, module("", needs='["areas/beach"]').manifest, asked())


def warm(world: World, basis: Basis, known: datetime, celsius: float) -> None:
    start = datetime.combine(DAY, time(), ZoneInfo(ZONE)).astimezone(UTC)
    hours = (weather.Told(start + timedelta(hours=n), celsius, 0.0, 3.0, 500.0) for n in range(24))
    weather.keep_weather(world.connection, HERE, basis, "drawn", known, hours)


def test_what_was_known_the_evening_before_stays_retrievable(world: World) -> None:
    """Friday noon says 24 °C, Friday 17:00 says 26, Saturday morning 18; measured are 27."""
    warm(world, Basis.expected, at("13 11:00"), 24.0)
    warm(world, Basis.expected, at("13 16:00"), 26.0)
    warm(world, Basis.expected, at("14 07:00"), 18.0)
    warm(world, Basis.observed, at("15 00:00"), 27.0)
    about = module("", needs='["weather"]').manifest

    def warmest(**more: Any) -> float | None:
        (facts,) = gather(world.connection, about, asked(**more))
        return facts.weather.highest("temperature_c")

    assert warmest(basis=Basis.expected) == 26
    assert warmest(basis=Basis.observed) == 27
    # Asked on Friday afternoon, what came later was not known.
    assert warmest(basis=Basis.expected, now=at("13 12:00")) == 24
    assert warmest(basis=Basis.expected, now=at("13 10:00")) is None
    assert warmest(basis=Basis.observed, now=at("14 10:00")) is None


def test_a_value_that_cannot_be_is_unknown(world: World) -> None:
    warm(world, Basis.observed, NOW, 999.0)
    (facts,) = gather(world.connection, module("", needs='["weather"]').manifest, asked())
    assert facts.weather.highest("temperature_c") is None
    assert facts.weather.highest("wind_ms") == 3


def test_the_days_that_the_clocks_change_have_their_hours(world: World) -> None:
    about = module("", needs='["weather"]').manifest
    for day, count in ((date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (DAY, 24)):
        start = datetime.combine(day, time(), ZoneInfo(ZONE)).astimezone(UTC)
        hours = [weather.Told(start + timedelta(hours=n), 10.0) for n in range(count)]
        weather.keep_weather(world.connection, HERE, Basis.observed, "drawn", NOW, hours)
        now = datetime(2026, 12, 1, tzinfo=UTC)
        (facts,) = gather(world.connection, about, asked(day, now=now))
        assert len(facts.weather.hours) == count
        assert facts.weather.highest("temperature_c") == 10


def test_holidays_are_known_public_ones_always_school_ones_where_listed(
    world: World, tmp_path: Path
) -> None:
    file = tmp_path / "school.csv"
    file.write_text(
        "region,name,first_day,last_day\nmiddle,Spring,2026-02-14,2026-02-22\n"
        "north,Spring,2026-02-21,2026-03-01\nmiddle,May,2026-04-25,2026-05-03\n"
    )
    assert calendar.import_school(world.connection, HERE, file, "middle", "drawn") == 2
    school = calendar.read_school(world.connection, HERE)
    named = {day: calendar.day_of(date.fromisoformat(day), school) for day in (
        "2026-02-16", "2026-03-16", "2026-04-27", "2026-06-01", "2026-12-25"
    )}  # fmt: skip
    assert [named[day].school_holiday for day in named] == ["Spring", "", "May", None, None]
    assert named["2026-04-27"].public_holiday == "Koningsdag"
    assert named["2026-03-16"].is_free is False
    assert named["2026-06-01"].is_free is None
    assert named["2026-12-25"].is_free is True
    assert calendar.read_school(world.connection, THERE) == []


def test_public_holidays_are_those_of_the_real_list(shared: Path) -> None:
    lines = (shared / "data/calendar/nl_public_holidays_2018-2030.csv").read_text().splitlines()[1:]
    listed = {row.split(",")[0]: row.split(",")[1] for row in lines if row.endswith(",public")}
    days = (date(2018, 1, 1) + timedelta(days=n) for n in range(365 * 13 + 3))
    told = {str(day): calendar.day_of(day, ()).public_holiday for day in days}
    assert {day: name for day, name in told.items() if name} == listed


def test_events_are_known_as_the_list_stood(world: World) -> None:
    begin, end = at("14 18:00"), at("14 22:00")
    crowd = find_module("event_crowd")

    def answer(**more: Any) -> Answer:
        done = try_module(world.connection, crowd, asked(**more), {"visitors": "1000"})
        assert isinstance(done.days[0].result, Label)
        return done.days[0].result.answer

    assert answer() is Answer.unknown
    match = Event("Match", begin, end, 4.31, 52.105, "match", 5000)
    number = events.add_event(world.connection, HERE, match, "A. Official", at("12 00:00"))
    assert answer() is Answer.yes
    assert answer(basis=Basis.expected) is Answer.yes
    assert answer(municipality=THERE) is Answer.unknown
    with pytest.raises(events.BadEvent):
        events.withdraw_event(world.connection, THERE, number, "A. Official", NOW)
    events.withdraw_event(world.connection, HERE, number, "A. Official", at("15 00:00"))
    assert answer() is Answer.no
    # The evening before it was still on the list.
    assert answer(basis=Basis.expected) is Answer.yes


def test_trying_tells_the_difference_and_keeps_nothing(world: World) -> None:
    warm(world, Basis.observed, NOW, 23.0)
    beach = find_module("beach_day")
    off = try_module(world.connection, beach, asked(), {})
    assert not off.compared
    assert off.days[0].before is None
    switch_on(world.connection, beach, HERE, {"free_c": "24"}, [], *WHO, NOW)
    trial = try_module(world.connection, beach, asked(), {"free_c": "22"})
    assert trial.compared
    (tried,) = trial.days
    assert isinstance(tried.result, Label)
    assert isinstance(tried.before, Label)
    assert (tried.before.answer, tried.result.answer, tried.differs) == ("no", "yes", True)
    same = try_module(world.connection, beach, asked(), {"wind_ms": "9"})
    assert not same.days[0].differs
    assert world.connection.execute("select count(*) from module_run").fetchone() == (0,)
    with pytest.raises(BadParameter):
        try_module(world.connection, beach, asked(), {"free_c": "hot"})


def test_a_module_that_loops_is_stopped_and_told(world: World) -> None:
    loops = module("def drawn(facts, p):\n    while True:\n        pass")
    held = switch_on(world.connection, loops, HERE, {}, [], *WHO, NOW)
    done = run_for(world.connection, loops, held, asked(), Limits(seconds=1.0))
    assert done.outcome is RunOutcome.too_slow
    (kept,) = past_runs(world.connection, HERE, "drawn")
    assert (kept.outcome, kept.place[:8]) == ("too_slow", "drawn.py")
    assert kept.walls


def test_files_that_are_not_as_they_should_be_are_told(tmp_path: Path) -> None:
    toml = HEAD.format(kind="label", needs="[]")
    good = folder_of(tmp_path, "drawn", toml, YES.source, "date,answer\n")
    one = read_module(good)
    (good / "drawn.py").write_text(YES.source + "\n")
    assert read_module(good).digest != one.digest
