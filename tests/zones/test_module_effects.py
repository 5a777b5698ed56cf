"""What follows from a label: data with a history, observed before expected, each city's own."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner

from runner.find import find_module
from stoep.cli import app
from stoep.contract import Basis
from stoep.logs import configure
from stoep.settings import Settings
from stoep.vocabulary import AreaKind
from tests.worlds import World, at, drawing
from tests.zones.test_module_rounds import drawn
from zones.modules.effects import (
    EffectKind,
    Wish,
    end_effect,
    preview,
    read_effects,
    set_effect,
    what_follows,
)
from zones.modules.facts import Question
from zones.modules.running import run_for
from zones.modules.setting import BadSetting, switch_on

HERE, THERE, ZONE = "GM9998", "GM9999", "Europe/Amsterdam"
WHO = ("A. Official", "council decision 1")
NOW = at("20 12:00")
SAYS = "from stoep.contract import *\ndef strand(facts, p):\n    return Label(Answer.{})"
FULL = Wish(EffectKind.capacity, date(2026, 3, 10), *WHO, area="hub/H", value=1.5)
CLOSED = Wish(
    EffectKind.zone, date(2026, 3, 10), *WHO, area="no_parking/P", hours_from=time(10),
    hours_until=time(22),
)  # fmt: skip
TELL = Wish(
    EffectKind.message, date(2026, 3, 10), *WHO, recipients=("swift",), message="Morgen stranddag."
)
MODULE = drawn("strand", SAYS.format("yes"))


@pytest.fixture
def world(address: str) -> Iterator[World]:
    with drawing(address) as world:
        for town, west, hub in ((HERE, 4.30, "H"), (THERE, 4.34, "K")):
            east = west + 0.02
            world.area(AreaKind.municipality, town, west, 52.1, east, 52.11, municipality=town)
            world.area(AreaKind.hub, hub, west, 52.1, east, 52.11, municipality=town, capacity=9)
        world.area(AreaKind.no_parking, "P", 4.30, 52.1, 4.31, 52.11, municipality=HERE)
        yield world


def tells(world: World, answer: str, basis: Basis, now: datetime, *days: int) -> None:
    module = drawn("strand", SAYS.format(answer))
    held = switch_on(world.connection, module, HERE, {}, [], *WHO, now)
    asked = Question(HERE, ZONE, [date(2026, 3, day) for day in days], basis, now)
    assert run_for(world.connection, module, held, asked).ok


def kinds(world: World, day: int, as_of: datetime = NOW, town: str = HERE) -> list[str]:
    following = what_follows(
        world.connection, town, date(2026, 3, day), date(2026, 3, day + 1), as_of
    )
    return [one.effect.kind for one in following]


def test_what_is_expected_and_then_what_was_observed_decides(world: World) -> None:
    for wish in (FULL, CLOSED, TELL):
        set_effect(world.connection, MODULE, HERE, wish, at("9 12:00"))
    assert kinds(world, 14) == []
    tells(world, "yes", Basis.expected, at("13 17:00"), 14)
    assert kinds(world, 14) == ["capacity", "zone", "message"]
    assert kinds(world, 14, at("13 16:00")) == []
    # Not known afterwards: what was expected still holds. Known to be none: nothing follows.
    tells(world, "unknown", Basis.observed, at("15 05:00"), 14)
    assert kinds(world, 14) == ["capacity", "zone", "message"]
    tells(world, "no", Basis.observed, at("15 06:00"), 14)
    assert kinds(world, 14) == []
    assert kinds(world, 14, at("14 12:00")) == ["capacity", "zone", "message"]


def test_an_effect_begins_and_ends_on_a_day_and_its_history_stays(world: World) -> None:
    tells(world, "yes", Basis.observed, NOW, 9, 10, 14, 16)
    number = set_effect(world.connection, MODULE, HERE, FULL, at("9 12:00"))
    end_effect(world.connection, HERE, number, date(2026, 3, 15), *WHO, at("15 12:00"))
    assert [kinds(world, day) for day in (9, 10, 14, 16)] == [[], ["capacity"], ["capacity"], []]
    (known,) = read_effects(world.connection, HERE, NOW)
    assert known.valid_until == date(2026, 3, 15)
    (before,) = read_effects(world.connection, HERE, at("14 12:00"))
    assert before.valid_until is None
    with pytest.raises(BadSetting, match="ends on 2026-03-15 already"):
        end_effect(world.connection, HERE, number, date(2026, 3, 18), *WHO, NOW)
    with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="only added to"):
        world.connection.execute("delete from module_effect")


def test_another_city_has_effects_of_its_own(world: World) -> None:
    number = set_effect(world.connection, MODULE, HERE, FULL, at("9 12:00"))
    tells(world, "yes", Basis.observed, NOW, 14)
    assert kinds(world, 14, town=THERE) == []
    assert read_effects(world.connection, THERE, NOW) == []
    with pytest.raises(BadSetting, match="no hub/H in GM9999"):
        set_effect(world.connection, MODULE, THERE, FULL, NOW)
    with pytest.raises(BadSetting, match=f"no effect {number} in GM9999"):
        end_effect(world.connection, THERE, number, date(2026, 3, 15), *WHO, NOW)


def test_the_preview_has_the_days_on_which_it_struck_the_newest_first(world: World) -> None:
    tells(world, "yes", Basis.observed, NOW, *range(1, 15))
    tells(world, "no", Basis.observed, NOW, 13)
    days = [
        one.day.day
        for one in preview(world.connection, HERE, "strand", date(2026, 3, 20), NOW, count=5)
    ]
    assert days == [14, 12, 11, 10, 9]


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        (replace(FULL, value=0.0), "value"),
        (replace(FULL, value=11.0), "value"),
        (replace(FULL, value=None), "value"),
        (replace(FULL, value=float("nan")), "value"),
        (replace(FULL, area=None), "area"),
        (replace(FULL, area="no_parking/P"), "area"),
        (replace(FULL, area="hub/Z"), "area"),
        (replace(FULL, cause="perhaps"), "cause"),
        (replace(FULL, message="x"), "message"),
        (replace(FULL, set_by=""), "by"),
        (replace(FULL, why=" "), "why"),
        (replace(FULL, valid_until=date(2026, 3, 10)), "until"),
        (replace(FULL, indicator="density"), "indicator"),
        (replace(CLOSED, hours_until=None), "hours"),
        (replace(CLOSED, hours_until=time(10)), "hours"),
        (replace(CLOSED, value=1.0), "value"),
        (replace(TELL, recipients=()), "message"),
        (replace(TELL, message=None), "message"),
        (replace(FULL, kind=EffectKind.limit, indicator="luck"), "indicator"),
        (replace(FULL, kind=EffectKind.limit), "indicator"),
    ],
)
def test_an_effect_that_cannot_be_is_refused_by_its_field(
    world: World, wish: Wish, field: str
) -> None:
    with pytest.raises(BadSetting) as refused:
        set_effect(world.connection, MODULE, HERE, wish, NOW)
    assert refused.value.field == field
    assert read_effects(world.connection, HERE, NOW) == []


def test_an_indicator_causes_nothing(world: World) -> None:
    with pytest.raises(BadSetting, match="It tells: nothing"):
        set_effect(world.connection, find_module("hub_only"), HERE, FULL, NOW)


def test_effects_as_people_type_them(
    world: World, address: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STOEP_DATABASE", address)
    monkeypatch.setenv("STOEP_HOME", str(tmp_path))

    def say(*words: str) -> str:
        done = CliRunner().invoke(app, ["module", "effect", *words])
        assert done.exit_code == 0, done.output
        return done.output

    who = ["--by", "A. Official", "--why", "council decision 1"]
    add = ["add", "beach_day", "--city", HERE, "--from", "2026-03-10", *who]
    say(*add, "--kind", "capacity", "--area", "hub/H", "--value", "1.5")
    say(*add, "--kind", "zone", "--area", "no_parking/P", "--opens", "10:00", "--closes", "22:00")
    say(*add, "--kind", "message", "--to", "swift", "--message", "Morgen stranddag.")
    listed = say("list", "--city", HERE)
    for words in ("hub/H holds 150%", "no_parking/P is in force 10:00-22:00", "tell swift: Morgen"):
        assert words in listed
    say("end", "1", "--city", HERE, "--from", "2026-03-15", *who)
    assert "2026-03-15" in say("list", "--city", HERE)
    assert "struck on no day" in say("preview", "beach_day", "--city", HERE)
    refused = CliRunner().invoke(app, ["module", "effect", *add, "--kind", "zone"])
    configure(Settings(log_level="error"))
    assert refused.exit_code == 1
    assert "area:" in refused.output
