"""`stoep people` and the first start: one link, good once, that makes the admin."""

from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from psycopg import Connection
from typer.testing import CliRunner

from api.people.invitations import first_invitation, look, use
from stoep.cli import app
from stoep.cli.people import print_link
from stoep.cli.screen import console
from stoep.home import Home
from stoep.settings import Settings

NOW = datetime(2026, 3, 15, 12, tzinfo=UTC)


def said(settings: Settings, address: str) -> str:
    with console.capture() as caught:
        print_link(settings, Home(address, "s"))
    return caught.get()


def be_admin(connection: Connection, token: str) -> None:
    row = connection.execute(
        "insert into person (name, email, added_at) values ('Kim', 'kim@x.example', %s)"
        " returning id",
        [NOW],
    ).fetchone()
    assert row is not None
    use(connection, look(connection, token, datetime.now(UTC)), row[0], NOW)


def test_the_first_start_prints_one_link_and_the_next_none(address: str) -> None:
    people = Settings(acting="people", public_url="https://stoep.example")
    first = said(people, address)
    assert "https://stoep.example/invitation/" in first
    assert said(people, address) == ""
    assert said(Settings(acting="anyone"), address) == ""


def test_where_somebody_runs_it_no_link_is_printed(address: str) -> None:
    with psycopg.connect(address) as connection:
        be_admin(connection, first_invitation(connection, datetime.now(UTC)))
    assert said(Settings(acting="people"), address) == ""


def test_a_link_that_was_lost_is_replaced_by_hand(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STOEP_DATABASE", address)
    monkeypatch.setenv("STOEP_HOME", str(tmp_path))
    with psycopg.connect(address) as connection:
        lost = first_invitation(connection, datetime.now(UTC))
    told = CliRunner().invoke(app, ["people", "link"])
    assert told.exit_code == 0, told.output
    token = told.output.rsplit("/invitation/", 1)[1].strip()
    assert token not in ("", lost)
    with psycopg.connect(address) as connection:
        be_admin(connection, token)
        with pytest.raises(Exception, match="was used"):
            look(connection, lost, datetime.now(UTC))
    assert "Kim" in CliRunner().invoke(app, ["people", "list"]).output
