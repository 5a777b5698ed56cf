"""`stoep permits` as people type it, and the chore that counts days without being asked."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import Result
from psycopg import Connection
from psycopg_pool import ConnectionPool
from typer.testing import CliRunner

from ingest.apart import Apart
from ingest.chores import RHYTHM_S, Chores
from stoep.cli import app
from stoep.cli.demo_permits import FLEETS, MUNICIPALITY, seed_limits
from stoep.logs import configure
from stoep.settings import Settings
from stoep.vocabulary import AreaKind
from tests.worlds import World, at, drawing
from tests.zones.permits import HERE, interval
from zones.permits.limits import read_limits

Say = Callable[..., Result]
SET = ["permits", "limit", "set", HERE, "swift"]
FLEET = [*SET, "permit_fleet", "100", "--unit", "vehicles", "--from", "2026-03-10"]
WHO = ["--by", "A. Official", "--why", "council decision 1"]


@pytest.fixture
def world(address: str) -> Iterator[World]:
    with drawing(address) as world:
        world.feed("swift", ("10 00:00", "16 00:00"))
        here = world.area(AreaKind.municipality, HERE, 4.30, 52.10, 4.32, 52.11, municipality=HERE)
        world.stands("swift", 4.31, 52.105, "10 00:00", areas=(here,))
        yield world


@pytest.fixture
def say(
    world: World, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Say]:
    monkeypatch.setenv("STOEP_DATABASE", address)
    monkeypatch.setenv("STOEP_HOME", str(tmp_path))
    yield lambda *words: CliRunner().invoke(app, list(words))
    # A command sends the log to the screen that it was given, which is no more.
    configure(Settings(log_level="error"))


def test_a_limit_is_set_listed_and_withdrawn_with_who_and_why(say: Say) -> None:
    made = say(*FLEET, *WHO)
    assert made.exit_code == 0, made.output
    assert "permit_fleet ≤ 100 vehicles" in made.output
    assert (
        "permit_fleet ≤ 100" in say("permits", "limit", "list", HERE, "--on", "2026-03-10").output
    )
    assert "permit_fleet" not in say("permits", "limit", "list", HERE, "--on", "2026-03-09").output
    back = say("permits", "limit", "withdraw", "1", "--from", "2026-03-12", *WHO)
    assert back.exit_code == 0, back.output
    assert "permit_fleet" not in say("permits", "limit", "list", HERE, "--on", "2026-03-12").output
    history = say("permits", "limit", "history", HERE).output
    assert history.count("A. Official") == 2
    assert history.count("council decision 1") == 2
    assert "withdrawn: permit_fleet" in history


def test_everything_of_a_limit_can_be_said(say: Say, world: World) -> None:
    made = say(
        *[*SET, "permit_no_parking", "5", "--unit", "stays", "--from", "2026-03-10", *WHO],
        *["--form", "moped", "--season", "11-01..02-28", "--tolerance", "15"],
        *["--coverage", "0.8"],
    )
    assert made.exit_code == 0, made.output
    (limit,) = read_limits(world.connection)
    assert (limit.form_factor, limit.season) == ("moped", ("11-01", "02-28"))
    assert (limit.tolerance_m, limit.coverage_needed, limit.bound) == (15, 0.8, "maximum")


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ([*SET, "permit_fleet", "100", "--from", "2026-03-10", *WHO], "unit"),
        ([*FLEET, *WHO, "--season", "05-01"], "season"),
        ([*FLEET, *WHO, "--zone", "hub/none"], "zone"),
        ([*FLEET, "--by", "A. Official", "--why", ""], "why"),
        (["permits", "limit", "withdraw", "7", "--from", "2026-03-10", *WHO], "number"),
    ],
)
def test_what_cannot_be_is_refused_with_the_field(say: Say, words: list[str], field: str) -> None:
    refused = say(*words)
    assert refused.exit_code == 1
    assert f"{field}: " in refused.output
    assert "Traceback" not in refused.output


def test_days_are_counted_by_hand(say: Say, world: World) -> None:
    counted = say("permits", "count", "--from", "2026-03-10", "--to", "2026-03-14")
    assert counted.exit_code == 0, counted.output
    assert "Counted 4 days." in counted.output
    assert interval(world, "permit_fleet", "13") == (1, 1)
    assert interval(world, "permit_fleet", "14") is None


def test_the_leading_process_counts_what_is_final(
    world: World, pool: ConnectionPool[Connection[Any]]
) -> None:
    async def chore() -> None:
        async with httpx.AsyncClient() as http:
            chores = Chores(
                pool,
                Settings(),
                "secret",
                None,
                http,
                Apart(),
                lambda: at("16 00:10").timestamp(),
                lambda feed: None,
            )
            await chores.count_permits()

    assert "count_permits" in RHYTHM_S
    asyncio.run(chore())
    assert interval(world, "permit_fleet", "15") == (1, 1)
    assert interval(world, "permit_fleet", "16") is None


def test_the_demo_s_limits_can_be_set_and_are_set_once(world: World) -> None:
    for operator in {operator for operator, _, _ in FLEETS}:
        world.feed(operator, ("10 00:00", "16 00:00"))
    world.area(AreaKind.municipality, MUNICIPALITY, 4.2, 52.0, 4.5, 52.2, municipality=MUNICIPALITY)
    world.area(AreaKind.no_parking, "DH-P01", 4.2, 52.0, 4.3, 52.1, municipality=MUNICIPALITY)
    assert seed_limits(world.connection, at("10 00:00").date(), at("10 00:00")) > 40
    assert seed_limits(world.connection, at("10 00:00").date(), at("10 00:00")) == 0
    assert {limit.set_by for limit in read_limits(world.connection)} == {"Stoep-demo"}
