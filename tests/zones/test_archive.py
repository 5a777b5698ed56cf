"""Closed days as files: what they hold, when they are closed, and the same numbers out of them."""

import fcntl
import json
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyarrow.parquet as pq
import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from stoep.errors import NotReady
from stoep.vocabulary import AreaKind
from tests.zones.fleets import DAY_S, FIRST, a_fleet, cells_kept, draw_areas, more
from zones.archive.fold import fold_archive, fold_whole
from zones.archive.manifest import NAME, BadArchive, NoArchive, read_manifest
from zones.archive.read import check_archive, open_archive
from zones.archive.write import ArchiveBusy, write_archive
from zones.cells import fold_feed
from zones.day_cells import added
from zones.measure import UnknownArea

Pool = ConnectionPool[Connection[Any]]


@pytest.fixture
def fleet(pool: Pool) -> Pool:
    """Three feeds over 12 days and a morning, with gaps, folded into cells."""
    with pool.connection() as connection:
        draw_areas(connection)
        a_fleet(connection)
        for feed in (1, 2, 3):
            fold_feed(connection, feed)
    return pool


def write(pool: Pool, root: Path, to: date | None = None) -> Any:
    with pool.connection() as connection:
        return write_archive(connection, root, to)


def files(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def test_cells_from_the_archive_are_those_of_the_database(fleet: Pool, tmp_path: Path) -> None:
    end = write(fleet, tmp_path).manifest.closed_to
    assert end == FIRST + 12 * DAY_S
    archive = open_archive(tmp_path)
    areas = archive.areas()
    for chosen in (areas, areas[:1], areas[1:2], areas[2:4], areas[-1:]):
        got = fold_whole(archive, chosen)
        with fleet.connection() as connection:
            kept = cells_kept(connection, [area.id for area in chosen], end)
        assert len(got) > 20
        assert got.parked.sum() > 0
        for name, column in kept.items():
            assert np.array_equal(getattr(got, name), column), name


def test_a_part_of_the_days_is_that_part_of_the_cells(fleet: Pool, tmp_path: Path) -> None:
    write(fleet, tmp_path)
    archive = open_archive(tmp_path)
    whole = fold_whole(archive, archive.areas())
    start, end = FIRST + 3 * DAY_S, FIRST + 5 * DAY_S
    part = added([p.cells for p in fold_archive(archive, archive.areas(), start, end)])
    chosen = whole.where((whole.day >= start // DAY_S) & (whole.day < end // DAY_S))
    assert np.array_equal(part.vehicle_s, chosen.vehicle_s)
    assert np.array_equal(part.area_id, chosen.area_id)


def test_days_come_finished_and_newest_first(fleet: Pool, tmp_path: Path) -> None:
    write(fleet, tmp_path)
    archive = open_archive(tmp_path)
    told: list[float] = []
    parts = list(fold_archive(archive, archive.areas(), 0, 2**40, progress=told.append))
    assert len(parts) > 1
    for newer, older in pairwise(parts):
        assert older.end == newer.start
    for part in parts:
        assert part.start // DAY_S <= part.cells.day.min()
        assert part.cells.day.max() < part.end // DAY_S
    assert told[-1] == 1.0


def test_written_again_nothing_changes(fleet: Pool, tmp_path: Path) -> None:
    write(fleet, tmp_path)
    before = files(tmp_path)
    again = write(fleet, tmp_path)
    assert again.looked_at == again.changed == 0
    assert files(tmp_path) == before
    anew = tmp_path / "anew"
    write(fleet, anew)
    assert files(anew) == before


def test_day_by_day_it_becomes_the_same_archive(fleet: Pool, tmp_path: Path) -> None:
    write(fleet, tmp_path / "a", date(2026, 2, 28))
    assert read_manifest(tmp_path / "a").closed_to == FIRST + 3 * DAY_S
    for name in ("a", "b"):
        write(fleet, tmp_path / name)
    assert files(tmp_path / "a") == files(tmp_path / "b")


def test_a_correction_rewrites_only_the_days_that_changed(fleet: Pool, tmp_path: Path) -> None:
    old = write(fleet, tmp_path).manifest
    with fleet.connection() as connection:
        connection.execute(
            "update stay set first_seen = first_seen + interval '1 second' where id = ("
            " select min(id) from stay where feed_id = 1 and end_hi between to_timestamp(%s)"
            " and to_timestamp(%s) and end_lo > first_seen + interval '2 seconds')",
            [FIRST + 5 * DAY_S, FIRST + 6 * DAY_S],
        )
        connection.execute(
            "insert into correction (feed_id, from_at, to_at, made_at, reason, events, stays)"
            " values (1, to_timestamp(%s), to_timestamp(%s), now(), 'late', 1, 1)",
            [FIRST + 4.5 * DAY_S, FIRST + 8.5 * DAY_S],
        )
    report = write(fleet, tmp_path)
    new = report.manifest
    assert (report.looked_at, report.changed) == (5, 1)
    assert [day for day in old.days if old.days[day] != new.days[day]] == ["2026-03-03"]
    assert check_archive(tmp_path) == []
    assert len(list(tmp_path.rglob("*.parquet"))) == len(new.files())


def test_a_silent_feed_holds_nobody_up_and_is_put_right_later(fleet: Pool, tmp_path: Path) -> None:
    with fleet.connection() as connection:
        connection.execute(
            "update fold_state set folded_to = to_timestamp(%s) where feed_id = 3",
            [FIRST + 6.5 * DAY_S],
        )
        connection.execute(
            "update feed_state set evidence_at = to_timestamp(%s) where feed_id = 3",
            [FIRST + 6.6 * DAY_S],
        )
    first = write(fleet, tmp_path)
    assert first.manifest.closed_to == FIRST + 12 * DAY_S
    with fleet.connection() as connection:
        connection.execute(
            "update fold_state set folded_to = to_timestamp(%s) where feed_id = 3",
            [FIRST + 12.5 * DAY_S],
        )
    assert write(fleet, tmp_path).looked_at == 6


def test_an_absence_that_is_not_final_keeps_its_day_open(fleet: Pool, tmp_path: Path) -> None:
    with fleet.connection() as connection:
        connection.execute(
            "update fold_state set folded_to = to_timestamp(%s) where feed_id = 2",
            [FIRST + 9 * DAY_S - 1],
        )
    assert write(fleet, tmp_path).manifest.closed_to == FIRST + 8 * DAY_S


def test_no_vehicle_is_in_it(fleet: Pool, tmp_path: Path) -> None:
    manifest = write(fleet, tmp_path).manifest
    with fleet.connection() as connection:
        secret = [row[0].bytes for row in connection.execute("select vehicle from open_stay")]
    assert secret
    for file in manifest.files():
        body = (tmp_path / file.path).read_bytes()
        assert "vehicle" not in pq.read_schema(tmp_path / file.path).names
        assert not any(one in body for one in secret)


def test_others_read_it_as_geoparquet(fleet: Pool, tmp_path: Path) -> None:
    manifest = write(fleet, tmp_path).manifest
    name, file = next(iter(manifest.days.items()))
    day = geopandas.read_parquet(tmp_path / file.path)
    assert day.crs == "OGC:CRS84"
    assert set(day.geometry.geom_type) == {"Point"}
    assert {str(moment.date()) for moment in day.end_hi} == {name}
    told = json.loads(pq.read_metadata(tmp_path / file.path).metadata[b"geo"])
    assert told["version"] == "1.1.0"
    assert told["columns"]["geometry"]["bbox"] == day.total_bounds.tolist()
    with fleet.connection() as connection:
        rows = connection.execute(
            "select id, st_x(geom), st_y(geom), end_reason, observed_s from stay"
            " where (end_hi at time zone 'UTC')::date = %s",
            [name],
        ).fetchall()
    columns = [day.id, day.geometry.x, day.geometry.y, day.end_reason, day.observed_s]
    assert sorted(zip(*columns, strict=True)) == sorted(rows)
    areas = geopandas.read_parquet(tmp_path / manifest.areas.path)
    assert set(areas.kind) == {AreaKind.district}
    assert areas.geometry.is_valid.all()


def test_damage_is_found_by_name(fleet: Pool, tmp_path: Path) -> None:
    manifest = write(fleet, tmp_path).manifest
    lost, spoilt = list(manifest.days.values())[:2]
    (tmp_path / lost.path).unlink()
    body = bytearray((tmp_path / spoilt.path).read_bytes())
    body[100] ^= 1
    (tmp_path / spoilt.path).write_bytes(body)
    assert check_archive(tmp_path) == [
        f"{lost.path} is not there.",
        f"{spoilt.path} is not what was written.",
    ]
    archive = open_archive(tmp_path)
    with pytest.raises(BadArchive, match=r"stoep archive check"):
        list(fold_archive(archive, archive.areas(), 0, 2**40))


def test_refusals(fleet: Pool, tmp_path: Path) -> None:
    with pytest.raises(NoArchive):
        open_archive(tmp_path)
    write(fleet, tmp_path)
    with pytest.raises(UnknownArea):
        open_archive(tmp_path).areas([999])
    with (tmp_path / ".writing").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(ArchiveBusy):
            write(fleet, tmp_path)
    told = json.loads((tmp_path / NAME).read_text())
    (tmp_path / NAME).write_text(json.dumps(told | {"format": 2}))
    with pytest.raises(BadArchive, match="form 2"):
        open_archive(tmp_path)
    (tmp_path / NAME).write_text("{")
    with pytest.raises(BadArchive):
        open_archive(tmp_path)


def test_without_a_closed_day_there_is_nothing_to_write(pool: Pool, tmp_path: Path) -> None:
    with pytest.raises(NotReady):
        write(pool, tmp_path)


def test_later_evidence_is_added(fleet: Pool, tmp_path: Path) -> None:
    old = write(fleet, tmp_path).manifest
    with fleet.connection() as connection:
        more(connection, days=2)
        for feed in (1, 2, 3):
            fold_feed(connection, feed)
    new = write(fleet, tmp_path).manifest
    assert new.closed_to == old.closed_to + 2 * DAY_S
    assert {day: new.days[day] for day in old.days} == old.days
    archive = open_archive(tmp_path)
    got = fold_whole(archive, archive.areas())
    with fleet.connection() as connection:
        kept = cells_kept(connection, [area.id for area in archive.areas()], new.closed_to)
    assert np.array_equal(got.vehicle_s, kept["vehicle_s"])
