"""A newly drawn area: one city-year of history from the archive to a finished year of cells.

15 million made-up stays of 365 days are written as `stoep archive write` would write them. Beside
it stands the plain way, with pandas, over one stay in fifty of the same: its time counts 50 times.
"""

import shutil
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from bench.report import Line
from bench.scratch import HOME
from stoep.store.columns import FOREVER
from zones.archive.fold import fold_whole
from zones.archive.geoparquet import Columns, area_table, plain_table, stay_table, write_table
from zones.archive.manifest import (
    FORMAT,
    Manifest,
    StoredFeed,
    StoredFile,
    StoredType,
    day_name,
    keep_manifest,
    told_file,
)
from zones.archive.read import Archive, StoredArea, open_archive
from zones.clock import EvidenceClock
from zones.day_cells import DayCells
from zones.fold import Placed, fold
from zones.locate import Locator

STAYS, DAYS, FEEDS, TYPES = 15_000_000, 365, 5, 2
BEGIN, DAY_S = 1_735_689_600, 86_400
CITY = (4.30, 52.07)
ROOT = HOME / "cityyear"
BUDGET_S, TIMES, ONE_IN = 10.0, 3, 50
Floats = npt.NDArray[np.float64]


def make_archive(root: Path, stays: int, days: int, feeds: int = FEEDS) -> Archive:
    """An archive of made-up stays: most of hours, some of weeks; thick in the middle of town."""
    shutil.rmtree(root, ignore_errors=True)
    random = np.random.default_rng(15)
    towns = random.normal(size=(40, 2)) * [0.035, 0.022] + CITY
    stored: dict[str, StoredFile] = {}
    for day in range(days):
        begin = BEGIN + day * DAY_S
        columns = _day(random, towns, begin, stays // days, feeds)
        stored[day_name(begin)] = _put(root, f"stay/day={day_name(begin)}", stay_table(columns))
    end = BEGIN + days * DAY_S
    standing = _day(random, towns, end, stays // days // 2, feeds)
    standing |= {name: np.full(len(standing["id"]), -1) for name in ("end_lo", "end_hi")}
    keep_manifest(
        root,
        Manifest(
            FORMAT,
            "bench",
            BEGIN,
            end,
            0,
            [StoredFeed(n, f"f{n}", "o", "per_trip", end) for n in range(1, feeds + 1)],
            [StoredType(n, "bicycle", "human") for n in range(1, TYPES + 1)],
            stored,
            _put(root, "standing", stay_table(standing)),
            _put(root, "coverage", plain_table(_spans(feeds, days))),
            _put(root, "area", area_table({"id": np.zeros(0, np.int32)}, [], [0, 0, 0, 0])),
        ),
    )
    return open_archive(root)


def _day(random: np.random.Generator, towns: Floats, begin: int, count: int, feeds: int) -> Columns:
    end = begin + random.integers(0, DAY_S, count)
    length = 60 + random.gamma(0.7, 20_000, count).astype(np.int64)
    length[random.random(count) < 0.02] *= 20
    feed = random.integers(1, feeds + 1, count).astype(np.int32)
    at = towns[random.integers(0, len(towns), count)] + random.normal(size=(count, 2)) * 0.008
    one = np.ones(count, np.int64)
    return {
        "id": (feed.astype(np.int64) << 40) + (begin - BEGIN) * 100 + np.arange(count),
        "feed_id": feed,
        "vehicle_type_id": random.integers(1, TYPES + 1, count).astype(np.int16),
        "state": one,
        "lon": at[:, 0].round(6),
        "lat": at[:, 1].round(6),
        "first_seen": end - length,
        "start_lo": end - length - 60,
        "start_reason": one,
        "end_lo": end - 60,
        "end_hi": end,
        "end_reason": one,
        "base_s": end - length - BEGIN + 10**8,
        "observed_s": np.maximum(length - 60, 0),
    }


def _spans(feeds: int, days: int) -> Columns:
    """Runs of evidence: every tenth day a gap of half an hour."""
    starts = BEGIN + DAY_S * np.arange(0, days, 10)
    ends = np.minimum(starts + 10 * DAY_S - 1800, BEGIN + days * DAY_S)
    read = np.cumsum(ends - starts) - (ends - starts)
    spans = [np.tile(column, feeds) for column in (starts, ends, read)]
    feed = np.repeat(np.arange(1, feeds + 1), len(starts)).astype(np.int32)
    return dict(zip(("feed_id", "starts_at", "ends_at", "starts_s"), (feed, *spans), strict=True))


def _put(root: Path, folder: str, table: object) -> StoredFile:
    path = root / folder / "made.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    return told_file(write_table(table, path), path, root, BEGIN - 400 * DAY_S)


def around_town(share: float) -> bytes:
    """A crooked area of 240 points that holds about this share of the stays."""
    turn = np.linspace(0, 2 * np.pi, 241)[:-1]
    wave = 1 + 0.15 * np.sin(turn * 7) + 0.05 * np.sin(turn * 31)
    radius = np.sqrt(-2 * np.log(max(1 - share, 1e-4))) * wave
    ring = np.column_stack([np.cos(turn) * 0.036, np.sin(turn) * 0.0235]) * radius[:, None]
    return bytes(shapely.to_wkb(shapely.MultiPolygon([shapely.Polygon(ring + CITY)])))


@dataclass(frozen=True)
class Took:
    """The best of some runs in seconds, and how many of the stays were in the area."""

    seconds: float
    share: float
    cells: DayCells


def new_area(archive: Archive, border: bytes) -> Took:
    """An area's whole history, from the files to cells."""
    area = StoredArea(1, 0, int(FOREVER), border)
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        cells = fold_whole(archive, [area])
        took.append(time.perf_counter() - began)
    seconds_all = cells.vehicle_s.sum(dtype=np.int64)
    return Took(min(took), float(seconds_all), cells)


def lines() -> list[Line]:
    """Three sizes of area, and the plain way."""
    archive = make_archive(ROOT, STAYS, DAYS)
    found = []
    sizes = (("a street", 0.01), ("a district", 0.1), ("the whole city", 1.0))
    sample = _sample(archive)
    whole = new_area(archive, around_town(1.0)).share
    for name, share in sizes:
        border = around_town(share)
        took = new_area(archive, border)
        plain_s = _plain_way(archive, sample, border) * ONE_IN
        found.append(
            Line(
                f"a new area, a city-year of {STAYS:,} stays: {name}"
                f" ({took.share / whole:.1%} of the vehicle hours)",
                f"{took.seconds:.1f} s, the best of {TIMES}",
                f"pandas {plain_s:.0f} s, reckoned from 1 stay in {ONE_IN}:"
                f" × {plain_s / took.seconds:.0f}",
                f"≤ {BUDGET_S:g} s",
                took.seconds <= BUDGET_S,
            )
        )
    shutil.rmtree(ROOT)
    return found


def _sample(archive: Archive) -> pd.DataFrame:
    """One stay in fifty, every fiftieth along the curve of each day."""
    names = ["feed_id", "vehicle_type_id", "first_seen", "end_hi", "geometry"]
    days = [
        pd.read_parquet(archive.root / file.path, columns=names).iloc[::ONE_IN]
        for file in archive.manifest.days.values()
    ]
    stays = pd.concat(days, ignore_index=True)
    place = pd.DataFrame(stays.pop("geometry").tolist())
    moments = {n: stays[n].astype("int64") // 1000 for n in ("first_seen", "end_hi")}
    return stays.assign(lon=place["x"], lat=place["y"], **moments)


def _plain_way(archive: Archive, stays: pd.DataFrame, border: bytes) -> float:
    """Seconds that a table of stays × quarters takes; it must agree with the kernel."""
    end = archive.manifest.closed_to
    clocks = archive.clocks()
    began = time.perf_counter()
    polygon = shapely.from_wkb(border)
    inside = stays[shapely.covers(polygon, shapely.points(stays["lon"], stays["lat"]))]
    inside = inside.assign(begin=inside["first_seen"].clip(lower=BEGIN))
    first, last = inside["begin"] // 900, (inside["end_hi"].clip(upper=end) - 1) // 900
    rows = inside.loc[inside.index.repeat((last - first + 1).clip(lower=0))]
    quarter = first.loc[rows.index] + rows.groupby(level=0).cumcount()
    low = np.maximum(rows["begin"], quarter * 900)
    high = np.minimum(rows["end_hi"], quarter * 900 + 900)
    told = pd.DataFrame(
        {
            "feed_id": rows["feed_id"],
            "vehicle_type_id": rows["vehicle_type_id"],
            "quarter": quarter,
            "vehicle_s": _covered(clocks, rows["feed_id"], low, high),
            "parked": rows["first_seen"] <= quarter * 900,
        }
    )
    sums = told.groupby(["feed_id", "vehicle_type_id", "quarter"])[["vehicle_s", "parked"]].sum()
    took = time.perf_counter() - began
    _must_agree(sums, stays, border, clocks, end)
    return took


def _covered(
    clocks: dict[int, EvidenceClock], feed: pd.Series, low: object, high: object
) -> object:
    """Covered seconds between two moments; all feeds of the bench have one history."""
    clock = clocks[int(feed.iloc[0])] if len(feed) else clocks[1]
    return clock.at(high) - clock.at(low)


def _must_agree(
    sums: pd.DataFrame,
    stays: pd.DataFrame,
    border: bytes,
    clocks: dict[int, EvidenceClock],
    end: int,
) -> None:
    """A measurement of two things that differ would say nothing."""
    at, _ = Locator.of([(1, border)]).locate(stays["lon"].to_numpy(), stays["lat"].to_numpy())
    columns = (stays[n].to_numpy()[at] for n in ("feed_id", "vehicle_type_id"))
    moments = (stays[n].to_numpy()[at] for n in ("first_seen", "end_hi"))
    cells = fold(Placed(np.ones(len(at), np.int32), *columns, *moments), clocks, BEGIN, end)
    assert int(cells.vehicle_s.sum(dtype=np.int64)) == int(sums["vehicle_s"].sum())
    assert int((cells.vehicle_s > 0).sum()) == int((sums["vehicle_s"] > 0).sum())
