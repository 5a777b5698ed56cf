"""Real recordings through the real pipeline, under their own timestamps."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from ingest.attempt import Outcome
from ingest.record import Recorder
from ingest.replay import Recorded, UnknownRecording, find_recordings, read_recordings, replay

Pool = ConnectionPool[Connection[Any]]


def run(pool: Pool, files: list[Path]) -> list[tuple[Recorded, Outcome]]:
    told: list[tuple[Recorded, Outcome]] = []
    replay(Recorder(pool, "secret"), files, lambda r, o: told.append((r, o)))
    return told


def rows(pool: Pool, query: str) -> list[tuple[Any, ...]]:
    with pool.connection() as connection:
        return connection.execute(query).fetchall()


def test_the_national_list_gives_unknown_endings_and_no_departures(
    pool: Pool, shared: Path
) -> None:
    """Seven lists 25 minutes to eight hours apart: rule R5 calls each of these a gap."""
    folder = shared / "data/feeds/nl_deelmobiliteit"
    told = run(pool, [folder / "bikes_2026-03-06.csv.gz", folder / "bikes_2026-03-07.csv.gz"])
    assert Counter(o.outcome for _, o in told) == {"ok": 50, "unchanged": 20}
    assert sum(len(r.snapshot or []) for r, _ in told) == 72_790 - 3
    assert (
        sum((r.snapshot.dropped if r.snapshot else {}).get("duplicate_id", 0) for r, _ in told) == 3
    )
    assert {row[0] for row in rows(pool, "select distinct end_reason from stay")} == {"unknown_gap"}
    assert rows(pool, "select max(observed_s) from stay") == [(0,)]
    assert rows(pool, "select distinct start_reason from open_stay order by 1") == [
        ("after_gap",),
        ("first_poll",),
    ]
    standing = rows(pool, "select sum(standing) from feed_state")[0][0]
    last = [r for r, _ in told if r.at_s == told[-1][0].at_s]
    assert standing == sum(len(r.snapshot or []) for r in last)
    assert (
        rows(pool, "select count(*) from open_stay where missing_since is null")[0][0] == standing
    )


def test_replaying_again_changes_not_a_row(pool: Pool, shared: Path) -> None:
    files = [shared / "data/feeds/nl_deelmobiliteit/bikes_2026-03-06.csv.gz"]
    run(pool, files)
    count = "select (select count(*) from stay), (select count(*) from open_stay)"
    before = rows(pool, count)
    run(pool, files)
    assert rows(pool, count) == before


def test_all_ids_replaced_within_72_seconds_are_no_departures(pool: Pool, shared: Path) -> None:
    folder = shared / "data/feeds/columbus_spin_veo"
    names = ("110305Z", "110417Z", "135709Z", "135736Z", "170743Z", "170812Z")
    files = [folder / f"columbus_scooters_20260805T{name}.csv.gz" for name in names]
    told = run(pool, files)
    by_system = {r.system: o for r, o in told[2:4]}
    assert dict(rows(pool, "select key, id_policy from feed")) == {
        "spin": "rotating",
        "veo": "per_trip",
    }
    assert by_system["veo"].continued > 2200
    spin = "select count(*) from stay s join feed f on f.id = feed_id where key = 'spin'"
    assert rows(pool, f"{spin} and end_reason in ('departed', 'moved')") == [(0,)]
    spin_last = [r for r, _ in told if r.system == "spin"][-1]
    assert rows(
        pool, "select standing from feed_state join feed on id = feed_id where key = 'spin'"
    )[0] == (len(spin_last.snapshot or []),)


def test_a_file_that_is_no_recording_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    with pytest.raises(UnknownRecording, match=r"other\.csv"):
        list(read_recordings(find_recordings(tmp_path)))
    with pytest.raises(UnknownRecording, match="no recordings"):
        find_recordings(tmp_path / "nothing")
