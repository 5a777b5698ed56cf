"""The doctor finds what is wrong and names the remedy."""

import platform
from datetime import UTC, datetime, timedelta
from pathlib import Path

from psycopg import Connection
from psycopg_pool import ConnectionPool
from pydantic import SecretStr

from ingest.feed import add_feed
from ingest.tidy import tidy
from stoep.doctor import Check, checks
from stoep.settings import Settings
from stoep.store.migrate import migrate, revisions
from stoep.store.partitions import ensure_month
from tests.ingest.gbfs_bodies import T0
from tests.ingest.worlds import World

START = datetime.fromtimestamp(T0, UTC)


def by_name(settings: Settings) -> dict[str, Check]:
    return {check.name: check for check in checks(settings)}


def test_a_good_database_passes(address: str, tmp_path: Path) -> None:
    found = by_name(Settings(database=address, home=tmp_path, secret=SecretStr("x")))
    assert [check for check in found.values() if not check.ok] == []
    has, wants = revisions(address)
    assert found["Schema"].finding == f"{has}, wanted {wants}"
    assert f"system calls listed for {platform.machine()}" in found["Modules"].finding


def test_an_old_schema_is_named_with_its_remedy(address: str, tmp_path: Path) -> None:
    migrate(address, "base")
    found = by_name(Settings(database=address, home=tmp_path, secret=SecretStr("x")))
    assert not found["Schema"].ok
    assert found["Schema"].remedy == "stoep migrate"


def test_a_database_that_does_not_answer(tmp_path: Path) -> None:
    address = "postgresql://stoep@127.0.0.1:1/nothing"
    found = by_name(Settings(database=address, home=tmp_path, secret=SecretStr("x")))
    assert not found["Database"].ok
    assert "STOEP_DATABASE" in found["Database"].remedy


def test_a_silent_feed_is_found(
    pool: ConnectionPool[Connection], address: str, tmp_path: Path
) -> None:
    with pool.connection() as connection:
        add_feed(connection, key="zilt", name="Zilt", url="http://127.0.0.1/", operator="zilt")
    found = by_name(Settings(database=address, home=tmp_path, secret=SecretStr("x")))
    assert not found["Feed zilt"].ok
    assert found["Feed zilt"].remedy


def test_stays_that_are_about_to_go_by_a_term_that_nobody_set(
    pool: ConnectionPool[Connection], address: str, tmp_path: Path
) -> None:
    world = World(pool)
    world.see_often(3, {"a": 0})
    world.see_often(20, {"b": 500})
    asked = {"database": address, "home": tmp_path, "secret": SecretStr("x")}
    assert "Stays" not in by_name(Settings(**asked))
    with pool.connection() as connection:
        # Two years pass.
        ensure_month(connection, "stay", START - timedelta(days=730))
        moments = ("first_seen", "start_lo", "end_lo", "end_hi", "end_latest")
        earlier = ", ".join(f"{name} = {name} - interval '730 days'" for name in moments)
        connection.execute(f"update stay set {earlier}")
    found = by_name(Settings(**asked))["Stays"]
    assert not found.ok
    assert "30 days after the first start" in found.finding
    assert "STOEP_STAY_KEEP_MONTHS=0 keeps them" in found.remedy
    with pool.connection() as connection:
        tidy(connection, Settings(**asked))
    begins = datetime.now(UTC) + timedelta(days=30)
    assert f"{begins:%Y-%m-%d}" in by_name(Settings(**asked))["Stays"].finding
    for months in (0, 13):
        assert "Stays" not in by_name(Settings(**asked, stay_keep_months=months))


def test_a_secret_that_others_can_read(tmp_path: Path, address: str) -> None:
    (tmp_path / "secret").write_text("open to all")
    (tmp_path / "secret").chmod(0o644)
    found = by_name(Settings(database=address, home=tmp_path))
    assert not found["Secret"].ok
    assert "chmod" in found["Secret"].remedy


def test_a_security_contact_that_ends_within_a_month_is_told(tmp_path: Path) -> None:
    today = datetime.now(UTC).date()
    for days, ok in ((60, True), (10, False), (-1, False)):
        settings = Settings(
            home=tmp_path,
            security_contact="safe@city.example",
            security_until=today + timedelta(days=days),
        )
        found = {check.name: check for check in checks(settings)}
        assert found["Contact"].ok is ok
    assert "Contact" not in {check.name for check in checks(Settings(home=tmp_path))}
