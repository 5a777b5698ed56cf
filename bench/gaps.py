"""False facts in five days of a failing feed, against the truth and against a naive reader.

400 vehicles are polled every two minutes through the real reader and recorder while eight kinds of
fault happen: an outage, errors here and there, empty lists, partial lists, a frozen list, exchanged
coordinates, doubles, and vehicles that flicker. The naive reader takes absence for a departure.
"""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt
import psycopg
from psycopg_pool import ConnectionPool

from bench.report import Line
from bench.scratch import scratch_database
from ingest.attempt import Attempt
from ingest.feed import NETHERLANDS, add_feed
from ingest.gbfs import Limits, read_vehicles
from ingest.record import Recorder
from ingest.refusal import HttpError, Refusal
from stoep.store.connect import pool
from stoep.vocabulary import FormFactor, Propulsion

VEHICLES, DAYS, STEP_S, SEEDS = 400, 5, 120, (1, 2, 3)
BEGIN_S = 1_772_409_600  # Monday 2 March 2026, 00:00 UTC
HOUR_S, LONG_S = 3600, 86_400
MOST_FALSE_SHARE = 0.005
FLICKER = 0.01
CONFIRM_S = 3 * STEP_S
"""A vehicle that flickers as it leaves is believed gone a poll or two too early: that is true."""
FAULTS = (
    # kind, hours after the beginning: from, to
    ("errors", 2.0, 3.0),
    ("empty", 10.0, 10.4),
    ("swapped", 16.0, 16.3),
    ("partial", 33.0, 33.3),
    ("frozen", 36.0, 39.0),
    ("doubles", 48.0, 60.0),
    ("outage", 62.0, 82.0),
    ("empty", 90.0, 91.0),
    ("partial", 100.0, 100.3),
    ("flicker", 0.0, 120.0),
)
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Truth:
    """Every stay as it really was, as columns."""

    vehicle: Ints
    since_s: Ints
    until_s: Ints
    lon: Floats
    lat: Floats


@dataclass
class Score:
    """Claims counted against the truth."""

    observable: int = 0
    departures: int = 0
    false_departures: int = 0
    missed: int = 0
    """Departures of which the interval misses the true moment, false ones too."""
    naive_departures: int = 0
    long_stays: int = 0
    false_long: int = 0
    unknown: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)


def draw(random: np.random.Generator) -> Truth:
    """Vehicles that stand for minutes to days and ride for a quarter of an hour between."""
    rows: list[tuple[int, int, int]] = []
    for vehicle in range(VEHICLES):
        at = BEGIN_S - int(random.exponential(6 * HOUR_S))
        while at < BEGIN_S + DAYS * 86_400:
            scale_h = 40 if random.random() < 0.03 else 4
            until = at + 600 + int(random.exponential(scale_h * HOUR_S))
            rows.append((vehicle, at, until))
            at = until + 960 + int(random.exponential(600))
    vehicle, since_s, until_s = np.array(rows).T
    lon = random.uniform(4.2, 4.9, len(rows))
    lat = random.uniform(51.9, 52.4, len(rows))
    return Truth(vehicle, since_s, until_s, lon, lat)


def body(
    truth: Truth, at_s: int, told_s: int, kinds: set[str], random: np.random.Generator
) -> bytes:
    """What the feed answers: the true list of `told_s`, made worse by the faults of `at_s`."""
    stands = np.flatnonzero((truth.since_s <= told_s) & (truth.until_s > told_s))
    if "flicker" in kinds:
        stands = stands[random.random(len(stands)) >= FLICKER]
    if "partial" in kinds:
        stands = stands[truth.vehicle[stands] % 5 == 0]
    if "empty" in kinds:
        stands = stands[:0]
    jitter = random.normal(0, 3 / 111_320, (2, len(stands)))
    lon, lat = truth.lon[stands] + jitter[0], truth.lat[stands] + jitter[1]
    if "swapped" in kinds:
        lon, lat = lat, lon
    bikes = [
        {"bike_id": f"b{n}", "lat": y, "lon": x, "is_reserved": False, "is_disabled": False}
        | {"last_reported": told_s}
        for n, x, y in zip(truth.vehicle[stands].tolist(), lon.tolist(), lat.tolist(), strict=True)
    ]
    if "doubles" in kinds:
        bikes += [bike | {"lat": bike["lat"] + 0.01, "last_reported": 1} for bike in bikes[::50]]
    told = {"last_updated": told_s, "ttl": 60, "version": "2.3", "data": {"bikes": bikes}}
    return json.dumps(told).encode()


def live_through(seed: int, connections: ConnectionPool, score: Score) -> None:
    """Five days of polls of one feed, then its claims against the truth."""
    random = np.random.default_rng(seed)
    truth = draw(random)
    with connections.connection() as connection:
        feed = add_feed(
            connection, key=f"f{seed}", name="f", url="http://x/", operator="o", interval_s=STEP_S
        )
    recorder = Recorder(connections, "secret")
    kind = (FormFactor.bicycle, Propulsion.human)
    good: list[int] = []
    seen_before: set[str] = set()
    for at_s in range(BEGIN_S, BEGIN_S + DAYS * 86_400, STEP_S):
        hour = (at_s - BEGIN_S) / HOUR_S
        now = {name: begin for name, begin, end in FAULTS if begin <= hour < end}
        moment = datetime.fromtimestamp(at_s, UTC)
        attempt = Attempt(moment, moment, 200, 1)
        if "outage" in now:
            continue
        try:
            if "errors" in now and random.random() < 0.5:
                raise _down()
            told_s = BEGIN_S + int(now["frozen"] * HOUR_S) if "frozen" in now else at_s
            text = body(truth, at_s, told_s, set(now), random)
            snapshot = read_vehicles(text, Limits(10_000, NETHERLANDS), kind)
            outcome = recorder.record(feed, snapshot, attempt).outcome
            score.naive_departures += len(seen_before - set(snapshot.ids))
            seen_before = set(snapshot.ids)
        except Refusal as refusal:
            outcome = recorder.refuse(feed, refusal, attempt).outcome
        score.outcomes[outcome] += 1
        if outcome in ("ok", "unchanged"):
            good.append(at_s)
    with connections.connection() as connection:
        judge_claims(connection, feed.id, truth, np.array(good), score)


def _down() -> Refusal:
    return HttpError("The feed answers 500.", "It is tried again at the next poll.")


def judge_claims(
    connection: psycopg.Connection, feed_id: int, truth: Truth, good: Ints, score: Score
) -> None:
    """Every claimed departure and every certain long parking, held against what was."""
    after = np.searchsorted(good, truth.until_s)
    inside = (after > 0) & (after < len(good))
    last = good[np.maximum(after - 1, 0)]
    next_ = good[np.minimum(after, len(good) - 1)]
    watched = inside & (next_ - last <= 300) & (last >= truth.since_s)
    score.observable += int(watched.sum())
    rows = connection.execute(
        "select st_x(geom), st_y(geom), extract(epoch from first_seen)::int8,"
        " extract(epoch from end_lo)::int8, extract(epoch from end_hi)::int8, end_reason,"
        " observed_s from stay where feed_id = %(f)s union all"
        " select st_x(o.geom), st_y(o.geom), extract(epoch from o.first_seen)::int8, 0, 0, '',"
        " w.evidence_s - o.base_s from open_stay o join feed_state w using (feed_id)"
        " where o.feed_id = %(f)s",
        {"f": feed_id},
    ).fetchall()
    for lon, lat, first_seen, end_lo, end_hi, reason, observed_s in rows:
        near = np.hypot((truth.lon - lon) * 68_000, (truth.lat - lat) * 111_000) < 40
        near &= (truth.since_s <= first_seen) & (truth.until_s > first_seen)
        if reason == "departed":
            score.departures += 1
            left = truth.until_s[near]
            score.false_departures += not ((left > end_lo) & (left <= end_hi + CONFIRM_S)).any()
            score.missed += not ((left > end_lo) & (left <= end_hi)).any()
        score.unknown += reason.startswith("unknown")
        if observed_s >= LONG_S:
            score.long_stays += 1
            stood_s = (truth.until_s - truth.since_s)[near].max(initial=0)
            score.false_long += stood_s < LONG_S


def lines() -> list[Line]:
    """False departures and falsely certain long parkings over three histories."""
    score = Score()
    with scratch_database("bench_gaps") as address, pool(address) as connections:
        for seed in SEEDS:
            live_through(seed, connections, score)
    share = score.false_departures / score.observable
    return [
        Line(
            f"false departures, {DAYS} days, {len({f[0] for f in FAULTS})} kinds of fault",
            f"{score.false_departures} of {score.observable:,} observable ({share:.2%})",
            f"{score.departures:,} claimed, {score.missed} of them a poll early;"
            f" a naive reader claims {score.naive_departures:,}",
            f"≤ {MOST_FALSE_SHARE:.1%}",
            share <= MOST_FALSE_SHARE,
        ),
        Line(
            "falsely certain long parkings (a day or more)",
            f"{score.false_long} of {score.long_stays} claimed",
            f"{score.unknown:,} endings called unknown",
            "0",
            score.false_long == 0,
        ),
    ]
