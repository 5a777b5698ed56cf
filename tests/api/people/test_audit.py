"""The log: what is in it, who may read it, and that nobody can change it unseen."""

from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner

from api.audit.chain import verify
from api.audit.written import PURPOSES
from api.permissions import RULES, Look
from dashboard.mine import log
from stoep.cli import app
from tests.api.checks import refused
from tests.api.people.cast import Cast, Somebody
from tests.worlds import World

NOTE = {"what": "noted", "note": "n", "by": "whatever"}


@pytest.fixture
def noor(cast: Cast) -> Somebody:
    return cast.account(cast.organisation("municipality", "GM1"), "officer", "Noor")


@pytest.fixture
def stay(towns: World) -> int:
    """Swift's, in GM1."""
    return (towns.feeds["swift"].id << 40) + 1


def seen_by(somebody: Somebody) -> list[tuple[str, str, str]]:
    with somebody.asking() as client:
        found = client.get("/audit").json()["entries"]
    return [(one["actor"], one["what"], one["action"]) for one in found]


def test_a_look_a_file_and_an_act_are_written_down(cast: Cast, noor: Somebody, stay: int) -> None:
    with noor.asking() as client:
        client.get(f"/vehicles/{stay}")
        client.get("/exports/vehicles", params={"format": "csv"})
        client.post(f"/worklist/{stay}/actions", json=NOTE)
        found = client.get("/audit").json()["entries"]
    assert [(one["number"], one["what"], one["action"]) for one in found] == [
        (3, "act", "POST /worklist/{id}/actions"), (2, "export", "GET /exports/vehicles"),
        (1, "look", "GET /vehicles/{id}"),
    ]  # fmt: skip
    look = found[-1]
    assert (look["actor"], look["organisation"], look["operators"]) == ("Noor", "Gm1", ["swift"])
    assert look["object"] == f"id={stay}"
    assert look["purpose"].startswith("oversight")
    assert found[0]["municipality"] == "GM1"


def test_an_act_that_is_refused_is_written_down_as_that(
    cast: Cast, noor: Somebody, towns: World
) -> None:
    foreign = (towns.feeds["swift"].id << 40) + 2
    with noor.asking() as client:
        refused(client.post(f"/worklist/{foreign}/actions", json=NOTE), 404)
        [one] = client.get("/audit").json()["entries"]
    assert (one["what"], one["outcome"]) == ("act", "refused")


def test_a_map_of_many_tiles_is_one_look_and_no_place_is_in_the_log(
    cast: Cast, noor: Somebody
) -> None:
    with noor.asking() as client:
        for x in range(4):
            client.get(f"/tiles/vehicles/4/{x}/5")
        client.get("/vehicles", params={"bounds": "4.301,52.071,4.302,52.072"})
        assert len(seen_by(noor)) == 2
        cast.clock.later(minutes=2)
        client.get("/tiles/vehicles/4/1/5")
    assert len(seen_by(noor)) == 3
    assert "52.07" not in str(cast.rows("select audit_entry::text from audit_entry"))


def test_a_count_is_no_look(noor: Somebody) -> None:
    with noor.asking() as client:
        assert client.get("/vehicles", params={"limit": 0}).json()["count"] is not None
        client.get("/vehicles", params={"limit": 1})
    assert [action for _, _, action in seen_by(noor)] == ["GET /vehicles"]


def test_the_page_of_the_log_names_every_look_and_purpose() -> None:
    looks = {f"{way} {path}" for (way, path), rule in RULES.items() if rule.look is Look.vehicles}
    assert set(log.LOOKS) == looks
    assert set(PURPOSES.values()) < set(log.PURPOSES)


def test_who_is_not_known_is_not_written_down(cast: Cast, noor: Somebody, stay: int) -> None:
    with cast.asking() as anybody:
        assert anybody.get(f"/vehicles/{stay}").status_code == 200
        refused(anybody.get("/audit"), 401)
    assert seen_by(noor) == []


def test_each_reads_what_is_about_them(cast: Cast, noor: Somebody, stay: int) -> None:
    swift = cast.account(cast.organisation("operator", "swift"), "viewer", "Sam")
    veer = cast.account(cast.organisation("operator", "veer"), "viewer", "Vera")
    other = cast.account(cast.organisation("municipality", "GM2"), "officer", "Otto")
    kim = cast.account(cast.organisation("platform"), "admin", "Kim")
    with noor.asking() as client:
        client.get(f"/vehicles/{stay}")
        client.get("/worklist", params={"operator": "veer"})
        client.post(f"/worklist/{stay}/actions", json=NOTE)
    look, listed = ("Noor", "look", "GET /vehicles/{id}"), ("Noor", "look", "GET /worklist")
    act = ("Noor", "act", "POST /worklist/{id}/actions")
    assert seen_by(swift) == [look]
    assert seen_by(veer) == [listed]
    assert seen_by(other) == []
    assert seen_by(noor) == seen_by(kim) == [act, listed, look]
    with kim.asking() as client:
        page = client.get("/audit", params={"before": 3, "limit": 1}).json()["entries"]
    assert [one["number"] for one in page] == [2]


@pytest.mark.parametrize("step", ["update audit_entry set actor = 'x'", "delete from audit_entry",
                                  "truncate audit_entry"])  # fmt: skip
def test_the_database_changes_no_entry(
    cast: Cast, noor: Somebody, stay: int, address: str, step: str
) -> None:
    with noor.asking() as client:
        client.get(f"/vehicles/{stay}")
    with psycopg.connect(address) as connection, pytest.raises(psycopg.IntegrityError):
        connection.execute(step.encode())


TAMPERING = {
    "changed": ("update audit_entry set actor = 'Somebody else' where number = 2", 2),
    "taken out": ("delete from audit_entry where number = 2", 2),
    "the first taken out": ("delete from audit_entry where number = 1", 1),
    "put elsewhere": ("update audit_entry set number = 9 where number = 3", 3),
}


@pytest.mark.parametrize("how", TAMPERING)
def test_what_is_done_behind_its_back_shows(
    cast: Cast, noor: Somebody, stay: int, address: str, how: str
) -> None:
    with noor.asking() as client:
        client.get(f"/vehicles/{stay}")
        client.get("/worklist")
        client.get("/long-parked")
    step, first = TAMPERING[how]
    with psycopg.connect(address) as connection:
        assert verify(connection).broken_at is None
        connection.execute("alter table audit_entry disable trigger all")
        connection.execute(step.encode())
        assert verify(connection).broken_at == first


def test_the_command_tells_whether_it_holds_and_whether_its_end_was_cut_off(
    cast: Cast, noor: Somebody, stay: int, address: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("STOEP_DATABASE", address)
    monkeypatch.setenv("STOEP_HOME", str(tmp_path))
    with noor.asking() as client:
        client.get(f"/vehicles/{stay}")
        client.get("/worklist")
    told = CliRunner().invoke(app, ["audit", "verify"])
    assert told.exit_code == 0, told.output
    assert "2 entries" in told.output
    seal = told.output.rsplit(": ", 1)[1].strip()
    assert CliRunner().invoke(app, ["audit", "verify", "--newest", seal]).exit_code == 0
    with psycopg.connect(address) as connection:
        connection.execute("alter table audit_entry disable trigger all")
        connection.execute("delete from audit_entry where number = 2")
        connection.execute("alter table audit_entry enable trigger all")
    assert CliRunner().invoke(app, ["audit", "verify"]).exit_code == 0
    assert CliRunner().invoke(app, ["audit", "verify", "--newest", seal]).exit_code == 1
