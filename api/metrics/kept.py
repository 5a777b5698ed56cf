"""What the database tells of feeds, queues and itself, read anew for each look."""

from collections.abc import Iterator
from typing import Any

import psycopg
import structlog
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector
from psycopg_pool import PoolClosed, PoolTimeout

from api.evidence import Evidence, Reading
from zones.standing import FRESHNESS, freshness

log = structlog.get_logger()
DAY_S, HOUR_S = 86_400, 3_600
FEED_FIGURES = {
    "evidence_age_seconds": "Age of the newest evidence: the last good poll.",
    "poll_age_seconds": "Since the start of the last poll, whatever came of it.",
    "poll_lag_seconds": "How much later than its rhythm the next poll is; 0 when it is not due.",
    "fold_lag_seconds": "Evidence that is not yet counted in cells.",
    "gaps": "Gaps in the evidence that ended in the last day.",
    "gap_seconds": "Seconds of the last day without evidence, since the first there ever was.",
    "quarantined": "1 while its newest lists are held back.",
    "standing": "Vehicles in the newest good list.",
}
"""Of each feed that is followed: a name in `api/sql/metrics_feeds.sql`, and what it says."""
Family = CounterMetricFamily | GaugeMetricFamily


class Kept(Collector):
    """Feeds, queues and connections of one Stoep; without a database only that it is away."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence

    def describe(self) -> list[Family]:
        """Nothing is asked of the database before the first look."""
        return []

    def collect(self) -> Iterator[Family]:
        """One look; what cannot be read is left out, and `stoep_database_up` is 0."""
        yield from self._connections()
        found: list[Family] = []
        try:
            with self.evidence.read() as reading:
                found = [*_feeds(reading), _outcomes(reading), *_queues(reading), *_state(reading)]
        except (psycopg.Error, PoolTimeout, PoolClosed) as away:
            log.warning("no metrics from the database", error=str(away)[:200])
        up = GaugeMetricFamily("stoep_database_up", "1 when the database answered this look.")
        up.add_metric([], float(bool(found)))
        yield up
        yield from found

    def _connections(self) -> Iterator[Family]:
        pools = {"reading": self.evidence.connections, "writing": self.evidence.writing}
        told = {name: pool.get_stats() for name, pool in pools.items()}
        for figure, key, about in (
            ("size", "pool_size", "Connections that are open."),
            ("available", "pool_available", "Connections that nobody uses."),
            ("waiting", "requests_waiting", "Questions that wait for a connection."),
        ):
            gauge = GaugeMetricFamily(f"stoep_database_pool_{figure}", about, labels=["pool"])
            for name, stats in told.items():
                gauge.add_metric([name], stats.get(key, 0))
            yield gauge
        failed = CounterMetricFamily(
            "stoep_database_pool_errors", "Questions that got no connection.", labels=["pool"]
        )
        for name, stats in told.items():
            failed.add_metric([name], stats.get("requests_errors", 0))
        yield failed


def _feeds(reading: Reading) -> list[Family]:
    day = {"now": reading.now_s, "start": reading.now_s - DAY_S}
    rows = reading.named("metrics_feeds", **day)
    gauges: list[Family] = []
    for figure, about in FEED_FIGURES.items():
        gauge = GaugeMetricFamily(f"stoep_feed_{figure}", about, labels=["feed"])
        for row in rows:
            if row["enabled"] and row[figure] is not None:
                gauge.add_metric([row["feed"]], float(row[figure]))
        gauges.append(gauge)
    by_status = GaugeMetricFamily("stoep_feeds", "Feeds, by how fresh they are.", labels=["status"])
    for status in FRESHNESS:
        by_status.add_metric([status], sum(_status(row, reading.now_s) == status for row in rows))
    return [*gauges, by_status]


def _status(row: dict[str, Any], now_s: int) -> str:
    return freshness(row["enabled"], row["evidence_at"], now_s)


def _outcomes(reading: Reading) -> Family:
    """A gauge over an hour and no counter: polls are dropped when they are past keeping."""
    polls = GaugeMetricFamily(
        "stoep_feed_polls_last_hour",
        "Polls of the last hour, by outcome.",
        labels=["feed", "outcome"],
    )
    for feed, outcome, count in reading.rows("metrics_polls", start=reading.now_s - HOUR_S):
        polls.add_metric([feed, outcome], count)
    return polls


def _queues(reading: Reading) -> list[Family]:
    size = GaugeMetricFamily("stoep_queue_size", "What waits to be done.", labels=["queue"])
    oldest = GaugeMetricFamily(
        "stoep_queue_oldest_seconds", "How long the oldest of it waits.", labels=["queue"]
    )
    for queue, waiting, waits_s in reading.rows("metrics_queues", now=reading.now_s):
        size.add_metric([queue], waiting)
        oldest.add_metric([queue], max(0.0, float(waits_s or 0)))
    return [size, oldest]


def _state(reading: Reading) -> list[Family]:
    row = reading.named("metrics_state")[0]
    size = GaugeMetricFamily("stoep_database_bytes", "Size of the database on disk.")
    size.add_metric([], row["bytes"])
    leader = GaugeMetricFamily(
        "stoep_ingest_leader_age_seconds", "Since a polling process last said that it is there."
    )
    if row["leader_age_s"] is not None:
        leader.add_metric([], float(row["leader_age_s"]))
    return [size, leader]
