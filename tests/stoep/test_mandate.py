"""`stoep mandate` as people type it, and the letter that it writes."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from stoep.cli import app
from stoep.cli.demo_mandate import FOR_ALL, seed_duties
from stoep.cli.demo_permits import MUNICIPALITY, OPERATORS
from stoep.logs import configure
from stoep.settings import Settings
from stoep.vocabulary import AreaKind
from tests.worlds import World, at, drawing
from tests.zones.permits import HERE
from zones.mandate.duties import read_duties

Say = Callable[..., Result]
SET = ["mandate", "set", HERE, "swift"]
STATE = [*SET, "state", "95%", "--from", "2026-03-10"]
WHO = ["--ground", "permit 7, article 4", "--by", "A. Official", "--why", "council decision 1"]


@pytest.fixture
def world(address: str) -> Iterator[World]:
    with drawing(address) as world:
        world.feed("swift", ("10 00:00", "12 06:00"), ("12 12:00", "16 00:00"))
        world.area(AreaKind.municipality, HERE, 4.30, 52.10, 4.32, 52.11, municipality=HERE)
        for minutes in range(0, 361, 5):
            world.polled(
                "swift", f"{at('12 06:00') + timedelta(minutes=minutes):%d %H:%M}", "parse"
            )
        yield world


@pytest.fixture
def say(
    world: World, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Say]:
    monkeypatch.setenv("STOEP_DATABASE", address)
    monkeypatch.setenv("STOEP_HOME", str(tmp_path))
    yield lambda *words: CliRunner().invoke(app, list(words))
    configure(Settings(log_level="error"))


def test_a_duty_is_set_listed_and_withdrawn_with_its_ground(say: Say) -> None:
    made = say(*STATE, *WHO)
    assert made.exit_code == 0, made.output
    assert "Duty 1: swift owes state ≥ 95 %, from 2026-03-10 on." in made.output
    assert "permit 7" in say("mandate", "list", HERE, "--on", "2026-03-10").output
    assert "permit 7" not in say("mandate", "list", HERE, "--on", "2026-03-09").output
    assert say("mandate", "withdraw", "1", "--from", "2026-03-12", *WHO[2:]).exit_code == 0
    assert "permit 7" not in say("mandate", "list", HERE, "--on", "2026-03-12").output
    assert say("mandate", "list", HERE, "--history").output.count("council decision 1") == 2


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ([*SET, "state", "30s", "--from", "2026-03-10", *WHO], "amount"),
        ([*SET, "freshness", "much", "--from", "2026-03-10", *WHO], "amount"),
        ([*STATE, *WHO, "--to", "2026-03-10"], "to"),
        ([*STATE, "--ground", "", *WHO[2:]], "ground"),
        (["mandate", "withdraw", "9", "--from", "2026-03-12", *WHO[2:]], "number"),
    ],
)
def test_what_cannot_be_is_refused_with_the_field(say: Say, words: list[str], field: str) -> None:
    refused = say(*words)
    assert refused.exit_code == 1
    assert f"{field}: " in refused.output
    assert "Traceback" not in refused.output


def test_a_letter_tells_the_day_and_what_it_rests_on(say: Say, tmp_path: Path) -> None:
    say(*SET, "availability", "95%", "--from", "2026-03-10", *WHO)
    asked = ["mandate", "letter", HERE, "swift", "--from", "2026-03-11", "--to", "2026-03-14"]
    told = say(*asked, "--language", "en")
    assert told.exit_code == 0, told.output
    assert "Swift delivered less than was asked: availability." in told.output
    assert "| 12 March 2026 | 75 % | 20 % | 6.0 hours |" in told.output
    assert "permit 7, article 4" in told.output
    assert "# Levering van gegevens door Swift" in say(*asked).output
    file = tmp_path / "letter.md"
    assert say(*asked, "--file", str(file)).exit_code == 0
    assert file.read_text().startswith("# Levering")
    again = say(*asked, "--file", str(file))
    assert (again.exit_code, "is there already" in again.output) == (1, True)


def test_a_letter_that_cannot_be_written_says_why(say: Say) -> None:
    refused = say("mandate", "letter", HERE, "nobody", "--from", "2026-03-11", "--to", "2026-03-14")
    assert refused.exit_code == 1
    assert "There is no operator" in refused.output


def test_the_demo_s_duties_are_set_once(world: World) -> None:
    for operator in OPERATORS:
        world.feed(operator, ("10 00:00", "16 00:00"))
    world.area(AreaKind.municipality, MUNICIPALITY, 4.2, 52.0, 4.5, 52.2, municipality=MUNICIPALITY)
    since = at("10 00:00").date()
    assert seed_duties(world.connection, since, at("10 00:00")) > len(FOR_ALL) * len(OPERATORS)
    assert seed_duties(world.connection, since, at("10 00:00")) == 0
    assert {one.operator for one in read_duties(world.connection)} == set(OPERATORS)
