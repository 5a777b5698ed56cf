"""`stoep explain` and `stoep rerun`, as who doubts a number types them.

        14 08:00                             15 12:00
swift   |======================================|      three of swift stand in the district
"""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import Result
from typer.testing import CliRunner

from api.app import create_app
from stoep.cli import app
from stoep.logs import configure
from stoep.settings import Settings
from stoep.vocabulary import AreaKind
from tests.worlds import World, at, drawing
from zones.cells import fold_feed

SECRET = "a secret of this test's own"
Say = Callable[..., Result]


@pytest.fixture
def world(address: str) -> Iterator[World]:
    with drawing(address) as world:
        world.feed("swift", ("14 08:00", "15 12:00"))
        area = world.area(AreaKind.district, "west", 4.30, 52.10, 4.32, 52.11)
        for since in ("14 08:00", "14 09:00", "15 10:00"):
            world.stands("swift", 4.305, 52.105, since, areas=(area,))
        fold_feed(world.connection, world.feeds["swift"].id)
        yield world


@pytest.fixture
def receipt(world: World, address: str) -> str:
    """Of the mean number that stood there on 14 March."""
    server = create_app(
        Settings(), address, clock=lambda: at("15 12:00").timestamp(), secret=SECRET
    )
    asked = "/v1/indicators/vehicles_parked/series?area=1&from=2026-03-14T08:00:00Z&step=day"

    async def ask() -> str:
        async with server.router.lifespan_context(server):
            transport = httpx.ASGITransport(server)
            async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
                return str((await client.get(asked)).json()["receipt"])

    return asyncio.run(ask())


@pytest.fixture
def say(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Say]:
    monkeypatch.setenv("STOEP_DATABASE", address)
    monkeypatch.setenv("STOEP_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("STOEP_SECRET", SECRET)
    yield lambda *words: CliRunner().invoke(app, list(words))
    # A command sends the log to the screen that it was given, which is no more.
    configure(Settings(log_level="error"))


def test_a_number_is_explained_and_comes_to_the_same(say: Say, receipt: str) -> None:
    told = say("explain", receipt)
    assert told.exit_code == 0, told.output
    assert "vehicles_parked, version" in told.output
    assert "West since" in told.output
    assert "✓ the same" in told.output
    refused = say("explain", receipt[:-4] + "abcd")
    assert refused.exit_code == 1
    assert "Traceback" not in refused.output


def test_other_evidence_is_not_the_same_and_says_so(say: Say, world: World, receipt: str) -> None:
    world.connection.execute("delete from open_stay where first_seen = '2026-03-14 08:00Z'")
    world.connection.execute("update cell_day set parked = array_fill(7, array[96])")
    told = say("explain", receipt)
    assert told.exit_code == 1
    assert "✗ not the same" in told.output


def test_a_signed_file_is_worked_out_on_another_machine(
    say: Say, receipt: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "number.json"
    written = say("explain", receipt, "--file", str(file))
    assert written.exit_code == 0, written.output
    assert "Signed file written" in written.output
    assert "is there already" in say("explain", receipt, "--file", str(file)).output
    refused = say("rerun", str(file))
    assert refused.exit_code == 1
    assert "Leave STOEP_DATABASE empty" in refused.output
    # Elsewhere: no database of ours, no secret of ours.
    monkeypatch.delenv("STOEP_DATABASE")
    monkeypatch.delenv("STOEP_SECRET")
    monkeypatch.setenv("STOEP_HOME", str(tmp_path / "elsewhere"))
    again = say("rerun", str(file))
    assert again.exit_code == 0, again.output
    assert "✓ the same: vehicles_parked from 3 stays" in again.output.replace("\n", "")
    spoilt = tmp_path / "spoilt.json"
    spoilt.write_bytes(file.read_bytes().replace(b"2026-03-14T09", b"2026-03-14T10", 1))
    assert say("rerun", str(spoilt)).exit_code == 1
    assert "There is no file" in say("rerun", str(tmp_path / "none.json")).output
