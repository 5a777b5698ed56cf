"""`stoep import`: exports of another dashboard, as a keeper types it.

West is a square; the file tells of a moped and two bicycles in it, and one outside.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import geopandas
import httpx
import pytest
from click.testing import Result
from shapely.geometry import box
from typer.testing import CliRunner

from api.answers.imported import ImportedParkEvents
from api.app import create_app
from stoep.cli import app
from stoep.logs import configure
from stoep.settings import Settings
from stoep.vocabulary import AreaKind
from tests.api.checks import told
from tests.api.conftest import serving
from tests.worlds import World, drawing

HEAD = "operator,lat,lon,start,end,type,propulsion"
ROWS = """\
Check,52.105,4.305,2025-06-01 10:00:00,2025-06-04 10:00:00,moped,electric
Donkey,52.105,4.306,2025-06-02T08:00:00+02:00,2025-06-02T20:00:00+02:00,bicycle,human
Donkey,52.105,4.306,2025-06-02T08:00:00+02:00,,bicycle,human
Donkey,52.205,4.306,2025-06-02 08:00,2025-06-05 20:00,bicycle,human
"""
NOW = datetime(2026, 3, 15, 12, tzinfo=UTC).timestamp()
Say = Callable[..., Result]


@pytest.fixture
def world(address: str) -> Iterator[World]:
    with drawing(address) as world:
        world.area(AreaKind.district, "west", 4.30, 52.10, 4.32, 52.11)
        world.area(AreaKind.municipality, "GM0001", 4.2, 52.0, 4.4, 52.3)
        yield world


@pytest.fixture
def say(
    world: World, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Say]:
    monkeypatch.setenv("STOEP_DATABASE", address)
    monkeypatch.setenv("STOEP_HOME", str(tmp_path / "home"))
    yield lambda *words: CliRunner().invoke(app, list(map(str, words)))
    # A command sends the log to the screen that it was given, which is no more.
    configure(Settings(log_level="error"))


@pytest.fixture
def bring(say: Say, tmp_path: Path) -> Callable[..., Result]:
    def bringing(text: str, *words: str, name: str = "old.csv") -> Result:
        file = tmp_path / name
        file.write_text(text)
        told = ("--source", "the old dashboard", "--by", "A. Jansen")
        return say("import", "park-events", file, *told, *words)

    return bringing


def days(address: str, **asked: str) -> dict[str, Any]:
    with serving(create_app(Settings(), address, clock=lambda: NOW)) as client:
        answer: httpx.Response = client.get(
            "/imported-park-events",
            params={"area": "1", "from": "2025-06-01", "to": "2025-06-07", **asked},
        )
    found: dict[str, Any] = told(answer, ImportedParkEvents)
    return found


def test_what_is_brought_in_is_counted_apart_and_never_certain(
    bring: Callable[..., Result], address: str, world: World
) -> None:
    done = bring(f"{HEAD}\n{ROWS}")
    assert done.exit_code == 0, done.output
    assert "4 park events from 2025-06-01 to 2025-06-05, of which 4 were new" in done.output
    assert "2 had times without a zone, taken as Europe/Amsterdam" in done.output
    found = days(address)
    assert (found["certain"], found["reason"]) == (False, "no_polls")
    assert found["files"][0]["source"] == "the old dashboard"
    # At 03:30: the moped from the 2nd on, the bicycle without an end from the 3rd until the file's.
    standing = {one["day"][-2:]: one["standing"] for one in found["days"]}
    assert standing == {"01": None, "02": 1, "03": 2, "04": 2, "05": 1, "06": None}
    assert found["days"][3]["classes"] == [1, 1, 0, 0, 0]
    afternoon = {one["day"][-2:]: one["standing"] for one in days(address, at="15:00")["days"]}
    assert afternoon["02"] == 3
    assert [one["standing"] for one in days(address, form="moped")["days"]][1:4] == [1, 1, 1]
    assert [one["standing"] for one in days(address, operator="donkey")["days"]][1:4] == [0, 1, 1]
    # Nothing else knows of them.
    for table in ("stay", "open_stay", "poll", "feed", "coverage_span"):
        assert world.connection.execute(f"select count(*) from {table}").fetchone() == (0,)


def test_the_same_file_and_the_same_event_are_taken_once(
    bring: Callable[..., Result], say: Say, address: str
) -> None:
    bring(f"{HEAD}\n{ROWS}")
    again = bring(f"{HEAD}\n{ROWS}", name="copy.csv")
    assert again.exit_code == 1
    assert "was brought in before, as import 1" in again.output
    later = ROWS.replace("+02:00,,bicycle", "+02:00,2025-06-03 02:00,bicycle")
    done = bring(f"{HEAD}\n{later}", name="later.csv")
    assert "of which 0 were new" in done.output
    # It took its end from the later file.
    assert [one["standing"] for one in days(address)["days"]][1:4] == [1, 1, 1]
    assert say("import", "forget", 1).exit_code == 0
    assert "There is no import 1" in say("import", "forget", 1).output


def test_rows_that_tell_nothing_are_left_out_by_name(bring: Callable[..., Result]) -> None:
    good = "".join(
        f"Check,52.1,4.30{n},2025-06-01 10:00,2025-06-02 10:00,step,electric\n" for n in range(9)
    )
    bad = "Check,52.1,4.3,yesterday,2025-06-02 10:00,moped,electric\n"
    done = bring(f"{HEAD}\n{good}{bad}")
    assert done.exit_code == 0, done.output
    assert "left out: 1 x no_time, first on line 11" in done.output


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        (",52.1,4.3,2025-06-01 10:00,,moped,electric", "no_operator"),
        ("Check,0,0,2025-06-01 10:00,,moped,electric", "no_place"),
        ("Check,nan,4.3,2025-06-01 10:00,,moped,electric", "no_place"),
        ("Check,95,4.3,2025-06-01 10:00,,moped,electric", "no_place"),
        ("Check,52.1,4.3,2025-06-02 10:00,2025-06-01 10:00,moped,e", "ends_before_it_starts"),
        ("Check,52.1,4.3,2125-06-02 10:00,,moped,electric", "still_to_come"),
        ("Check,52.1", "no_place"),
    ],
)
def test_a_file_of_bad_rows_is_refused_whole(
    bring: Callable[..., Result], world: World, cells: str, reason: str
) -> None:
    done = bring(f"{HEAD}\n{ROWS}{cells}\n")
    assert done.exit_code == 1
    assert f"1 x {reason} (first on line 6)" in done.output
    assert world.connection.execute("select count(*) from import_run").fetchone() == (0,)


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "<html>", HEAD, "operator,lat,lon,start\n"])
def test_a_file_of_another_kind_is_refused_by_name(bring: Callable[..., Result], text: str) -> None:
    done = bring(text)
    assert done.exit_code == 1
    assert "Traceback" not in done.output
    assert "✗" in done.output


def test_other_names_and_separators_are_known_and_ids_are_not_read(
    bring: Callable[..., Result], address: str, world: World
) -> None:
    text = "vehicle_id;system_id;latitude;longitude;start_time;end_time;form_factor\n"
    done = bring(f"{text}NL-123-X;Felyx;52.105;4.305;2025-06-01 10:00;2025-06-04 10:00;moped\n",
                 "--utc")  # fmt: skip
    assert done.exit_code == 0, done.output
    [row] = world.connection.execute("select t::text from imported_park_event t").fetchall()
    assert "NL-123-X" not in row[0]
    assert "2025-06-01 10:00:00+00" in row[0]


def test_zones_of_a_geopackage_become_concepts(say: Say, world: World, tmp_path: Path) -> None:
    file = tmp_path / "zones.gpkg"
    for n, layer in enumerate(("microhubs", "no_parking", "monitoring")):
        west = 4.30 + n / 100
        shape = geopandas.GeoDataFrame(
            {"name": [f"{layer} 1"], "geography_id": ["x"]},
            geometry=[box(west, 52.1, west + 0.001, 52.101)],
            crs=4326,
        )
        shape.to_crs(28992).to_file(file, layer=layer, driver="GPKG")
    done = say("import", "zones", file, "--city", "GM0001", "--by", "A. Jansen")
    assert done.exit_code == 0, done.output
    assert "3 became concepts" in done.output
    kinds = world.connection.execute("select kind, active_from from zone order by id").fetchall()
    assert kinds == [("hub", None), ("no_parking", None), ("monitoring", None)]
    again = say("import", "zones", file, "--city", "GM0001", "--by", "A. Jansen")
    assert "0 became concepts, 3 were there already" in again.output
