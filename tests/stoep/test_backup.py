"""`stoep backup` and `stoep restore`: the same numbers and receipts, and nothing ever overwritten.

        14 08:00                             15 12:00
swift   |======================================|      three of swift stand in the district
"""

import asyncio
import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import msgspec
import psycopg
import pytest
from click.testing import Result
from typer.testing import CliRunner

from api.app import create_app
from stoep.cli import app
from stoep.cluster import Cluster
from stoep.logs import configure
from stoep.settings import Settings
from stoep.store.backup import BEFORE, description_of
from stoep.store.migrate import migrate, require_schema
from stoep.vocabulary import AreaKind
from tests.worlds import World, at, drawing
from zones.cells import fold_feed

SECRET = "a secret of this test's own"
SERIES = "/v1/indicators/vehicles_parked/series?area=1&from=2026-03-14T08:00:00Z&step=day"
_number = count(1)


@pytest.fixture
def world(address: str) -> Iterator[World]:
    with drawing(address) as world:
        world.feed("swift", ("14 08:00", "15 12:00"))
        area = world.area(AreaKind.district, "west", 4.30, 52.10, 4.32, 52.11)
        for since in ("14 08:00", "14 09:00", "15 10:00"):
            world.stands("swift", 4.305, 52.105, since, areas=(area,))
        world.stood("swift", 4.306, 52.106, "14 10:00", "14 12:00", "14 12:01", areas=(area,))
        world.polled("swift", "15 12:00")
        fold_feed(world.connection, world.feeds["swift"].id)
        yield world


@pytest.fixture
def elsewhere(cluster: Cluster) -> Iterator[str]:
    """Address of another database, made and empty."""
    name = f"restored_{os.getpid()}_{next(_number)}"
    cluster.create(name)
    yield cluster.address(name)
    cluster.drop(name)
    cluster.drop(name + BEFORE)


class Keeper:
    """Types commands, each at a database of their own."""

    def __init__(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._set = monkeypatch.setenv
        self._set("STOEP_HOME", str(home))

    def says(self, address: str, *words: str, secret: str = SECRET) -> Result:
        self._set("STOEP_DATABASE", address)
        self._set("STOEP_SECRET", secret)
        return CliRunner().invoke(app, list(words))


@pytest.fixture
def keeper(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Keeper]:
    yield Keeper(tmp_path / "home", monkeypatch)
    # A command sends the log to the screen that it was given, which is no more.
    configure(Settings(log_level="error"))


@pytest.fixture
def file(world: World, keeper: Keeper, address: str, tmp_path: Path) -> Path:
    """A backup of the drawn world."""
    made = tmp_path / "stoep.backup"
    done = keeper.says(address, "backup", str(made))
    assert done.exit_code == 0, done.output
    return made


def ask(address: str, *paths: str) -> list[Any]:
    """What the API of a database answers."""
    now = at("15 12:00").timestamp()
    server = create_app(Settings(), address, clock=lambda: now, secret=SECRET)

    async def asking() -> list[Any]:
        async with server.router.lifespan_context(server):
            transport = httpx.ASGITransport(server)
            async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
                answers = [await client.get(path) for path in paths]
        assert [answer.status_code for answer in answers] == [200] * len(paths)
        return [answer.json() for answer in answers]

    return asyncio.run(asking())


def rows(address: str) -> dict[str, tuple[int, str]]:
    """Of each table how many rows it has, and their hash."""
    with psycopg.connect(address) as connection:
        tables = connection.execute(
            "select relname from pg_class where relnamespace = 'public'::regnamespace"
            " and relkind = 'r' order by relname"
        ).fetchall()
        found = {}
        for (table,) in tables:
            row = connection.execute(
                "select count(*), md5(coalesce(string_agg(t::text, '|' order by t::text), ''))"
                f" from {table} t".encode()
            ).fetchone()
            assert row is not None
            found[table] = (int(row[0]), str(row[1]))
    return found


def test_numbers_and_receipts_are_the_same_after_a_round_trip(
    keeper: Keeper, address: str, elsewhere: str, file: Path
) -> None:
    [was] = ask(address, SERIES)
    done = keeper.says(elsewhere, "restore", str(file))
    assert done.exit_code == 0, done.output
    require_schema(elsewhere)
    assert rows(elsewhere) == rows(address)
    assert rows(address)["open_stay"][0] == 3
    [again, receipt] = ask(elsewhere, SERIES, f"/v1/receipts/{was['receipt']}")
    assert again == was
    assert receipt["same"] is True


def test_the_file_is_for_its_owner_only_and_holds_no_secret(file: Path) -> None:
    for made in (file, description_of(file)):
        assert made.stat().st_mode & 0o077 == 0
        assert SECRET.encode() not in made.read_bytes()
    assert [path.name for path in file.parent.glob("stoep.*")] != []
    assert not list(file.parent.glob("*.half"))


def test_a_backup_never_writes_over_a_file(keeper: Keeper, address: str, file: Path) -> None:
    was = file.read_bytes()
    done = keeper.says(address, "backup", str(file))
    assert done.exit_code == 1
    assert "is there already" in done.output
    assert file.read_bytes() == was


def test_a_database_with_rows_is_not_written_into(keeper: Keeper, address: str, file: Path) -> None:
    was = rows(address)
    done = keeper.says(address, "restore", str(file))
    assert done.exit_code == 1
    assert "holds rows" in done.output
    assert "--replace" in done.output
    assert rows(address) == was


def test_told_to_replace_it_keeps_what_was_there(
    keeper: Keeper, cluster: Cluster, elsewhere: str, address: str, file: Path
) -> None:
    migrate(elsewhere)
    with drawing(elsewhere) as other:
        other.feed("veer", ("14 08:00", "15 12:00"))
    was = rows(elsewhere)
    with psycopg.connect(elsewhere):
        used = keeper.says(elsewhere, "restore", str(file), "--replace")
    assert "in use" in used.output
    assert rows(elsewhere) == was
    done = keeper.says(elsewhere, "restore", str(file), "--replace")
    assert done.exit_code == 0, done.output
    assert rows(elsewhere) == rows(address)
    name = psycopg.conninfo.conninfo_to_dict(elsewhere)["dbname"]
    assert rows(cluster.address(f"{name}{BEFORE}")) == was
    twice = keeper.says(elsewhere, "restore", str(file), "--replace")
    assert "of an earlier restore" in twice.output


def test_a_damaged_file_changes_nothing(
    keeper: Keeper, elsewhere: str, file: Path, tmp_path: Path
) -> None:
    migrate(elsewhere)
    with drawing(elsewhere) as other:
        other.feed("veer", ("14 08:00", "15 12:00"))
    was = rows(elsewhere)
    cut = tmp_path / "cut.backup"
    cut.write_bytes(file.read_bytes()[:-4000])
    told = description_of(file).read_bytes()
    description_of(cut).write_bytes(told)
    done = keeper.says(elsewhere, "restore", str(cut), "--replace")
    assert "not the file that was described" in done.output
    # Without a description PostgreSQL itself finds out, in the middle.
    description_of(cut).unlink()
    done = keeper.says(elsewhere, "restore", str(cut), "--replace")
    assert done.exit_code == 1, done.output
    assert "Traceback" not in done.output
    assert rows(elsewhere) == was


def test_another_secret_and_a_newer_schema_are_refused(
    keeper: Keeper, elsewhere: str, file: Path
) -> None:
    done = keeper.says(elsewhere, "restore", str(file), secret="another")
    assert "another secret" in done.output
    told = msgspec.json.decode(description_of(file).read_bytes())
    description_of(file).write_bytes(msgspec.json.encode(told | {"schema": "9999"}))
    done = keeper.says(elsewhere, "restore", str(file))
    assert "this code knows" in done.output
    assert rows(elsewhere).keys() <= {"spatial_ref_sys"}


def test_a_file_that_is_none_is_refused(keeper: Keeper, elsewhere: str, tmp_path: Path) -> None:
    done = keeper.says(elsewhere, "restore", str(tmp_path / "nothing"))
    assert "There is no file" in done.output
    (tmp_path / "page").write_text("<html>")
    done = keeper.says(elsewhere, "restore", str(tmp_path / "page"))
    assert done.exit_code == 1
    assert "pg_restore did not succeed" in done.output


def test_bodies_can_be_left_out(
    keeper: Keeper, world: World, address: str, elsewhere: str, tmp_path: Path
) -> None:
    world.connection.execute(
        "create table raw_poll_2026_03_14 partition of raw_poll"
        " for values from ('2026-03-14 00:00Z') to ('2026-03-15 00:00Z')"
    )
    world.connection.execute(
        "insert into raw_poll (feed_id, started_at, hash, zipped)"
        " values (1, '2026-03-14 10:00Z', 'hash', 'a native id')"
    )
    file = tmp_path / "small.backup"
    assert keeper.says(address, "backup", str(file), "--without-bodies").exit_code == 0
    done = keeper.says(elsewhere, "restore", str(file))
    assert done.exit_code == 0, done.output
    was, found = rows(address), rows(elsewhere)
    assert was.pop("raw_poll_2026_03_14")[0] == 1
    assert found.pop("raw_poll_2026_03_14")[0] == 0
    assert found == was
