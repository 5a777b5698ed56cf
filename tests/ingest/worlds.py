"""Small worlds for evidence tests: a feed, a clock, and lists of vehicles at places.

metres east of the origin:   0        30       70       400
                             a        a'(jitter) a''(near)  a'''(elsewhere)
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import numpy as np
from psycopg import Connection
from psycopg_pool import ConnectionPool

from ingest.attempt import Attempt, Outcome
from ingest.feed import Feed, add_feed
from ingest.record import Recorder
from ingest.snapshot import Snapshot
from stoep.vocabulary import FormFactor, Propulsion
from tests.ingest.gbfs_bodies import T0

LON, LAT = 4.30, 52.08
METRES_PER_DEGREE = 111_320 * np.cos(np.radians(LAT))
BIKE = (FormFactor.bicycle, Propulsion.human)


def at(metres: float) -> float:
    """Longitude of a place that many metres east of the origin."""
    return LON + metres / METRES_PER_DEGREE


def listing(places: dict[str, float], source_s: int | None = None) -> Snapshot:
    """A snapshot of vehicles at metres east of the origin."""
    count = len(places)
    return Snapshot(
        version="2.3",
        source_s=source_s,
        ttl_s=60,
        ids=list(places),
        lon=np.array([at(m) for m in places.values()], np.float64),
        lat=np.full(count, LAT),
        kind=np.zeros(count, np.int16),
        kinds=(BIKE,),
        state=np.zeros(count, np.uint8),
        listed=count,
    )


@dataclass
class World:
    """One feed polled every 60 s from T0; `see` polls it with what is listed."""

    pool: ConnectionPool[Connection[Any]]
    interval_s: int = 60
    now_s: int = T0
    recorder: Recorder = field(init=False)
    feed: Feed = field(init=False)

    def __post_init__(self) -> None:
        self.restart()
        with self.pool.connection() as connection:
            self.feed = add_feed(
                connection,
                key="feed",
                name="feed",
                url="http://127.0.0.1/",
                operator="operator",
                interval_s=self.interval_s,
            )

    def restart(self) -> None:
        """Forget all that is in memory, as after a crash."""
        self.recorder = Recorder(self.pool, "a secret for tests")

    def see(self, places: dict[str, float] | Snapshot, after_s: int | None = None) -> Outcome:
        """The next poll, one interval (or `after_s`) later, lists these."""
        self.now_s += self.interval_s if after_s is None else after_s
        snapshot = places if isinstance(places, Snapshot) else listing(places)
        moment = datetime.fromtimestamp(self.now_s, UTC)
        return self.recorder.record(self.feed, snapshot, Attempt(moment, moment, 200, 1))

    def see_often(self, times: int, places: dict[str, float]) -> None:
        for _ in range(times):
            self.see(places)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.pool.connection() as connection:
            return connection.execute(query, values).fetchall()

    def open(self) -> list[tuple[Any, ...]]:
        """Open stays: (seconds after T0 of first_seen, start_reason, missing?)."""
        return self.rows(
            "select extract(epoch from first_seen)::int8 - %s, start_reason,"
            " missing_since is not null from open_stay order by id",
            T0,
        )

    def ended(self) -> list[tuple[Any, ...]]:
        """Ended stays: (first_seen, end_lo, end_hi after T0, reason, observed_s)."""
        return self.rows(
            "select extract(epoch from first_seen)::int8 - %(t)s,"
            " extract(epoch from end_lo)::int8 - %(t)s, extract(epoch from end_hi)::int8 - %(t)s,"
            " end_reason, observed_s from stay order by id".replace("%(t)s", str(T0))
        )

    def ended_latest(self) -> list[int]:
        """By when each ended stay must have ended, in seconds after T0."""
        query = (
            "select extract(epoch from coalesce(end_latest, end_hi))::int8 from stay order by id"
        )
        return [latest - T0 for (latest,) in self.rows(query)]

    def fingerprint(self, tables: Iterable[str] = ("open_stay", "stay", "coverage_span")) -> str:
        """A hash of whole tables: equal means not a byte has changed."""
        parts = [
            self.rows(
                "select md5(coalesce(string_agg(t::text, '|' order by t::text), ''))"
                f" from {table} t"
            )[0][0]
            for table in tables
        ]
        return "".join(parts)
