"""Recorded snapshots through the real pipeline, under their own timestamps.

Reads two published shapes of recordings as CSV (plain or gzip): the Dutch national list (one row a
vehicle with `timestamp` and `system_id`) and city scrapes with one file a moment (`Company`,
`Vehicle_ID`, the moment in the file's name).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from ingest.attempt import Attempt, Outcome
from ingest.feed import NETHERLANDS, Feed, add_feed
from ingest.gbfs import OUT_OF_ORDER, RESERVED, read_time
from ingest.record import Recorder
from ingest.refusal import Refusal
from ingest.sift import Bounds, has_duplicates, keep_newest, sift
from ingest.snapshot import Snapshot, VehicleKind
from stoep.errors import StoepError
from stoep.vocabulary import FormFactor, Propulsion

NATIONAL = {"timestamp", "system_id", "vehicle_id", "lat", "lon"}
SCRAPE = {"Company", "Vehicle_ID", "Latitude", "Longitude"}
MOMENT_IN_NAME = re.compile(r"(\d{8}T\d{6}Z)")
RHYTHM_S = 300
"""Recordings have no rhythm of their own: the longest that is no gap (rule R5)."""


class UnknownRecording(StoepError):
    """A file is no recording that can be replayed."""

    code = "unknown_recording"


@dataclass(frozen=True)
class Recorded:
    """One operator's list at one moment; `refusal` when the list cannot be used."""

    system: str
    at_s: int
    snapshot: Snapshot | None
    refusal: Refusal | None = None


def find_recordings(path: Path) -> list[Path]:
    """The recordings at a path: the file itself, or those in the folder that can be replayed."""
    if path.is_file():
        return [path]
    files = sorted(path.glob("*.csv.gz")) or sorted(path.glob("*.csv"))
    if not files:
        raise UnknownRecording(f"{path} holds no recordings.", "Name a .csv or .csv.gz file.")
    return files


def read_recordings(paths: list[Path]) -> Iterator[Recorded]:
    """Every list in the files, in the order of time, then of operator."""
    found = [item for path in paths for item in _read(path)]
    found.sort(key=lambda item: (item[0], item[1]))
    for at_s, system, rows in found:
        yield _recorded(system, at_s, rows)


def _read(path: Path) -> Iterator[tuple[int, str, pd.DataFrame]]:
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    if set(table.columns) >= NATIONAL:
        for (moment, system), rows in table.groupby(["timestamp", "system_id"], sort=True):
            at_s = read_time(str(moment))
            if at_s is None:
                raise UnknownRecording(f"{path.name}: {moment!r} is no moment.", "")
            yield at_s, str(system), rows
    elif set(table.columns) >= SCRAPE:
        named = MOMENT_IN_NAME.search(path.name)
        if named is None:
            raise UnknownRecording(
                f"{path.name} does not tell its moment.", "Name it …_20260805T110305Z.csv.gz."
            )
        moment = datetime.strptime(named[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        for system, rows in table.groupby("Company", sort=True):
            yield int(moment.timestamp()), str(system).lower(), _renamed(rows)
    else:
        raise UnknownRecording(
            f"{path.name} has neither the columns of the national list nor of a city scrape.",
            f"It needs {', '.join(sorted(NATIONAL))}.",
        )


def _renamed(rows: pd.DataFrame) -> pd.DataFrame:
    names = {"Vehicle_ID": "vehicle_id", "Latitude": "lat", "Longitude": "lon"}
    flags = {"Is_Reserved": "is_reserved", "Is_Disabled": "is_disabled", "Type": "form_factor"}
    renamed = rows.rename(columns={**names, **flags})
    if "form_factor" in renamed:
        renamed["form_factor"] = renamed["form_factor"].replace("scooter", "scooter_standing")
    return renamed


def _recorded(system: str, at_s: int, rows: pd.DataFrame) -> Recorded:
    try:
        return Recorded(system, at_s, _snapshot(rows))
    except Refusal as refusal:
        return Recorded(system, at_s, None, refusal)


def _snapshot(rows: pd.DataFrame) -> Snapshot:
    lon = pd.to_numeric(rows["lon"], errors="coerce").to_numpy(np.float64)
    lat = pd.to_numeric(rows["lat"], errors="coerce").to_numpy(np.float64)
    kinds, kind = _kinds(rows)
    on, off = _flag(rows, "is_reserved"), _flag(rows, "is_disabled")
    snapshot = Snapshot(
        version="recording",
        source_s=None,
        ttl_s=None,
        ids=rows["vehicle_id"].tolist(),
        lon=lon,
        lat=lat,
        kind=kind,
        kinds=kinds,
        state=np.where(off, OUT_OF_ORDER, np.where(on, RESERVED, 0)).astype(np.uint8),
        listed=len(rows),
    )
    if has_duplicates(snapshot):
        snapshot = keep_newest(snapshot, np.zeros(len(snapshot), np.int64))
    return sift(snapshot, bounds_of(lon, lat))


def bounds_of(lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64]) -> Bounds:
    """The Netherlands when the recording lies there, else a degree around its middle."""
    west, south, east, north = NETHERLANDS
    x, y = float(np.nanmedian(lon)), float(np.nanmedian(lat))
    if west <= x <= east and south <= y <= north:
        return NETHERLANDS
    return (x - 1, y - 1, x + 1, y + 1)


def _kinds(rows: pd.DataFrame) -> tuple[tuple[VehicleKind, ...], npt.NDArray[np.int16]]:
    form = _words(rows, "form_factor", FormFactor)
    propulsion = _words(rows, "propulsion_type", Propulsion)
    pairs = list(zip(form, propulsion, strict=True))
    kinds = tuple(sorted(set(pairs)))
    index = {kind: i for i, kind in enumerate(kinds)}
    return kinds, np.array([index[pair] for pair in pairs], np.int16)


def _words(rows: pd.DataFrame, column: str, words: Any) -> list[Any]:
    known = set(words)
    values = rows[column].tolist() if column in rows else [""] * len(rows)
    return [words(v) if v in known else words.unknown for v in values]


def _flag(rows: pd.DataFrame, column: str) -> npt.NDArray[np.bool_]:
    if column not in rows:
        return np.zeros(len(rows), np.bool_)
    return rows[column].str.lower().eq("true").to_numpy(np.bool_)


def _add(recorder: Recorder, system: str) -> Feed:
    with recorder.pool.connection() as connection:
        return add_feed(
            connection,
            key=system,
            name=system,
            url=f"recording:{system}",
            operator=system,
            interval_s=RHYTHM_S,
        )


def replay(
    recorder: Recorder,
    paths: list[Path],
    done: Callable[[Recorded, Outcome], None] = lambda recorded, outcome: None,
) -> dict[str, Feed]:
    """Run recordings through judge and record, one feed an operator; the feeds by key."""
    feeds: dict[str, Feed] = {}
    for recorded in read_recordings(paths):
        system = recorded.system
        if system not in feeds:
            feeds[system] = _add(recorder, system)
        moment = datetime.fromtimestamp(recorded.at_s, UTC)
        attempt = Attempt(moment, moment)
        if recorded.snapshot is None:
            assert recorded.refusal is not None
            outcome = recorder.refuse(feeds[system], recorded.refusal, attempt)
        else:
            outcome = recorder.record(feeds[system], recorded.snapshot, attempt)
        done(recorded, outcome)
    return feeds
