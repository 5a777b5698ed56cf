"""Park events of a file into the database: all that are good, once, and never as evidence."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import shapely
from psycopg import Connection
from psycopg.types.json import Jsonb

from zones.imported.read import BadImport, Reading, read_events

MOST_REFUSED = 0.1
"""Share of rows that may tell nothing; with more the file is another than was thought."""
STAGE = """
create temporary table staged (
    operator text, starts_at timestamptz, ends_at timestamptz, form_factor text, propulsion text,
    geom geometry(point, 4326), nth integer
) on commit drop
"""
KEEP = """
insert into imported_park_event
    (import_id, operator, form_factor, propulsion, geom, starts_at, ends_at, nth)
select %s, operator, form_factor, propulsion, geom, starts_at, ends_at, nth from staged
on conflict (operator, starts_at, form_factor, geom, nth) do update
    set ends_at = excluded.ends_at
    where imported_park_event.ends_at is null and excluded.ends_at is not null
"""
RUN = """
insert into import_run
    (file, sha256, source, imported_at, imported_by, events, refused, from_at, to_at)
values (%s, %s, %s, %s, %s, %s, %s, %s, %s) returning id
"""


@dataclass(frozen=True)
class Imported:
    """What came of a file; `fresh` are the events that no earlier file told."""

    number: int
    reading: Reading
    fresh: int
    from_at: datetime
    to_at: datetime


def import_park_events(
    connection: Connection[Any], path: Path, source: str, by: str, zone: ZoneInfo, now: datetime
) -> Imported:
    """Bring in the park events of an export, in one transaction; raises BadImport.

    The same event in two files is kept once; one that had not ended gets its end from a later file.
    """
    with connection.transaction():
        digest = _digest(path)
        known = connection.execute(
            "select id from import_run where sha256 = %s", [digest]
        ).fetchone()
        if known is not None:
            raise BadImport(
                f"This file was brought in before, as import {known[0]}.",
                f"To bring it in anew, forget it first: stoep import forget {known[0]}",
            )
        connection.execute(STAGE)
        told, times = Reading(), _Times()
        _stage(connection, path, zone, now, told, times)
        _check(told)
        run = [path.name, digest, source, now, by, told.taken, Jsonb(dict(told.refused))]
        [number] = connection.execute(RUN, [*run, times.first, times.last]).fetchone() or [0]
        before = _count(connection)
        connection.execute(KEEP, [number])
        fresh = _count(connection) - before
    assert times.first is not None
    assert times.last is not None
    return Imported(number, told, fresh, times.first, times.last)


def forget(connection: Connection[Any], number: int) -> int:
    """Remove an import with its events; how many there were. Raises BadImport."""
    row = connection.execute(
        "delete from import_run where id = %s returning events", [number]
    ).fetchone()
    if row is None:
        raise BadImport(f"There is no import {number}.", "stoep import list")
    return int(row[0])


class _Times:
    """The earliest and latest moment that a file names."""

    first: datetime | None = None
    last: datetime | None = None

    def take(self, *moments: datetime | None) -> None:
        """Widen to moments."""
        some = [at for at in moments if at is not None]
        self.first = min([*some, *([self.first] if self.first else [])])
        self.last = max([*some, *([self.last] if self.last else [])])


def _stage(
    connection: Connection[Any],
    path: Path,
    zone: ZoneInfo,
    now: datetime,
    told: Reading,
    times: _Times,
) -> None:
    alike: Counter[tuple[Any, ...]] = Counter()
    with connection.cursor().copy("copy staged from stdin") as copy:
        for event in read_events(path, zone, now, told):
            times.take(event.start, event.end)
            words = (event.operator, event.start, event.form_factor, event.lon, event.lat)
            alike[words] += 1
            point = shapely.to_wkb(
                shapely.set_srid(shapely.Point(event.lon, event.lat), 4326),
                hex=True,
                include_srid=True,
            )
            copy.write_row(
                (
                    event.operator,
                    event.start,
                    event.end,
                    str(event.form_factor),
                    str(event.propulsion),
                    point,
                    alike[words],
                )
            )


def _check(told: Reading) -> None:
    bad = sum(told.refused.values())
    if not told.taken or bad > MOST_REFUSED * (told.taken + bad):
        reasons = ", ".join(
            f"{count} x {reason} (first on line {told.first[reason]})"
            for reason, count in told.refused.most_common()
        )
        raise BadImport(
            f"Of {told.taken + bad} rows {bad} tell no park event: {reasons or 'it has no rows'}.",
            "Nothing was kept. Look whether the columns are what their names say.",
        )


def _count(connection: Connection[Any]) -> int:
    row = connection.execute("select count(*) from imported_park_event").fetchone()
    assert row is not None
    return int(row[0])


def _digest(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError as failed:
        raise BadImport(f"{path} cannot be read: {failed.strerror}.", "Name a CSV file.") from None
