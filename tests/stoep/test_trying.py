"""`stoep zone try` and `stoep permits try` as people type them.

metres east   0 ......... 100 ........ 200
              a           [ b          ]        both of swift, from 10 March on; b left on the 13th
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely
from click.testing import Result
from shapely.geometry import mapping
from typer.testing import CliRunner

from stoep.cli import app
from stoep.logs import configure
from stoep.settings import Settings
from stoep.vocabulary import AreaKind
from tests.worlds import World, at, drawing
from tests.zones.permits import HERE, count
from zones.permits.limits import read_limits
from zones.policy import life
from zones.policy.life import Draft

Say = Callable[..., Result]
LAT = 52.105
METRE = 1 / 111_320 / 0.614285
PERIOD = ["--from", "2026-03-12", "--to", "2026-03-15"]
FLEET = ["permits", "try", HERE, "permit_fleet", "1", *PERIOD]


def east(metres: float) -> float:
    return 4.30 + metres * METRE


BOX = shapely.MultiPolygon([shapely.box(east(100), LAT - 0.0001, east(200), LAT + 0.0001)])


@pytest.fixture
def world(address: str) -> Iterator[World]:
    with drawing(address) as world:
        world.feed("swift", ("10 00:00", "16 00:00"))
        here = world.area(AreaKind.municipality, HERE, 4.29, 52.10, 4.32, 52.11, municipality=HERE)
        world.stands("swift", east(0), LAT, "10 00:00", areas=(here,))
        gone = ("13 11:59", "13 12:00")
        world.stood("swift", east(120), LAT, "10 00:00", *gone, areas=(here,))
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


def cells(output: str, first: str) -> list[str]:
    """The row of a table that begins with a word."""
    [row] = [line for line in output.splitlines() if line.startswith(f"│ {first} ")]
    return [cell.strip() for cell in row.strip("│").split("│")]


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "draft.geojson"
    path.write_text(json.dumps(mapping(BOX)))
    return str(path)


def test_a_file_is_replayed(say: Say, file: str) -> None:
    """b stood there from 11 March 23:00 UTC on, for 37 hours, and left."""
    told = say("zone", "try", "--file", file, "--kind", "no_parking", *PERIOD)
    assert told.exit_code == 0, told.output
    expected = ["1", "50%", "37.0", "1", "0", "0", "0", "0", "1", "100%", ""]
    assert cells(told.output, "swift") == ["swift", *expected]
    assert cells(told.output, "2026-03-14") == ["2026-03-14", "0", "0.0", "100%", ""]
    milder = say(
        *["zone", "try", "--file", file, "--kind", "no_parking", "--longest-hours", "80", *PERIOD]
    )
    assert cells(milder.output, "swift")[1:4] == ["1", "50%", "4.0"]


def test_a_concept_is_replayed_and_nothing_is_kept(say: Say, world: World) -> None:
    draft = Draft("Plein", BOX, {"combined": 1})
    made = life.draw(world.connection, AreaKind.hub, HERE, draft, "Noor", at("15 00:00"))
    told = say("zone", "try", str(made), *PERIOD)
    assert told.exit_code == 0, told.output
    assert cells(told.output, "combined") == ["combined", "1", "1", "51%", "0.0", "1"]
    more = say("zone", "try", str(made), *PERIOD, "--capacity", "bicycle=0")
    assert cells(more.output, "bicycle")[4:] == ["37.0", "?"]
    changes = world.connection.execute("select count(*) from zone_change").fetchone()
    assert changes == (1,)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([*PERIOD], "Nothing to try"),
        (["999", *PERIOD], "There is no zone 999."),
        (["1", "--file", "FILE", *PERIOD], "two things"),
        (["--file", "FILE", *PERIOD], "A drawing has a kind."),
        (["--file", "FILE", "--kind", "district", *PERIOD], "A drawing has a kind."),
        (["--file", "none.geojson", "--kind", "hub", *PERIOD], "There is no file"),
        (["--file", "FILE", "--kind", "no_parking", "--capacity", "5", *PERIOD], "no capacity"),
        (["--file", "FILE", "--kind", "hub", "--operator", "nobody", *PERIOD], "no operator"),
        (["1", "--from", "2026-03-15", "--to", "2026-03-15"], "does not end"),
        (["1", "--from", "2026-03-15", "--to", "2199-03-15"], "is not over"),
    ],
)
def test_what_cannot_be_replayed_is_refused_in_a_sentence(
    say: Say, file: str, words: list[str], sentence: str
) -> None:
    refused = say("zone", "try", *(file if word == "FILE" else word for word in words))
    assert refused.exit_code == 1, refused.output
    assert sentence in refused.output
    assert "Traceback" not in refused.output


def test_a_draft_limit_is_replayed_beside_what_holds(say: Say, world: World) -> None:
    """Two until the 13th noon, one on the 14th."""
    count(world, "10", "15", now="16 00:00")
    told = say(*FLEET, "--unit", "vehicles")
    assert told.exit_code == 0, told.output
    assert "permit_fleet ≤ 1 vehicles" in told.output
    expected = ["1", "2", "0", "3", "-1", "1", "---", "ddc", ""]
    assert cells(told.output, "swift") == ["swift", *expected]
    mopeds = say(*FLEET, "--unit", "vehicles", "--form", "moped", "--operator", "swift")
    assert cells(mopeds.output, "swift")[8] == "ccc"
    assert read_limits(world.connection) == []


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ([], "unit"),
        (["--unit", "%"], "unit"),
        (["--unit", "vehicles", "--zone", "hub/none"], "zone"),
        (["--unit", "vehicles", "--operator", "nobody"], "operator"),
        (["--unit", "vehicles", "--tolerance", "15"], "tolerance"),
        (["--unit", "vehicles", "--to", "2026-03-01"], "from"),
    ],
)
def test_a_limit_that_cannot_be_is_refused_by_field(say: Say, more: list[Any], field: str) -> None:
    refused = say(*FLEET, *more)
    assert refused.exit_code == 1
    assert f"{field}: " in refused.output
    assert "Traceback" not in refused.output
