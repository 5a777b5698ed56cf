"""Fifty feeds at once through the real schedule, five of them faulty: are healthy polls on time?

50 feeds of 2,000 vehicles every 30 s for five minutes. One faulty feed hangs, one drips, one fails,
one answers with a web page, one with a bomb. Beside it: what a poll that changes nothing keeps.
"""

import asyncio
import gzip
import json
import multiprocessing
import resource
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import psycopg

from bench.report import Line
from bench.scratch import scratch_database
from ingest.feed import add_feed
from ingest.leader import Leadership
from ingest.schedule import Schedule
from stoep.logs import configure
from stoep.settings import Settings
from stoep.store.connect import pool

FEEDS, VEHICLES, INTERVAL_S, MINUTES = 50, 2_000, 30, 5
FAULTY = ("hang", "drip", "fail", "page", "bomb")
MOVED = 0.02
SLACK_S = 1.5
MOST_BYTES = 2.0
OK_HEAD = b"HTTP/1.1 200 OK\r\nConnection: close\r\n"


class Feeds:
    """All feeds on one port of loopback: /0 to /49, the last ones faulty."""

    def __init__(self, vehicles: int = VEHICLES, faulty: tuple[str, ...] = FAULTY) -> None:
        random = np.random.default_rng(1)
        self.random, self.vehicles, self.faulty = random, vehicles, faulty
        self.lon = random.uniform(4.0, 6.0, (FEEDS, vehicles))
        self.lat = random.uniform(51.5, 53.0, (FEEDS, vehicles))
        self.bomb = gzip.compress(b" " * 64 * 2**20)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request, one answer."""
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            number = int(head.split(b" ")[1].strip(b"/"))
            healthy = FEEDS - len(self.faulty)
            if number < healthy:
                self._send(writer, self.body(number))
            else:
                await self._fail(writer, self.faulty[number - healthy])
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def body(self, feed: int) -> bytes:
        """The fleet as GBFS; some vehicles have moved since the last request."""
        movers = self.random.choice(self.vehicles, int(self.vehicles * MOVED), replace=False)
        self.lon[feed, movers] = self.random.uniform(4.0, 6.0, len(movers))
        places = zip(self.lon[feed].tolist(), self.lat[feed].tolist(), strict=True)
        bikes = [
            {"bike_id": f"v{n}", "lat": lat, "lon": lon, "is_reserved": False, "is_disabled": False}
            for n, (lon, lat) in enumerate(places)
        ]
        told = {"last_updated": int(time.time()), "ttl": INTERVAL_S, "version": "2.3"}
        return json.dumps(told | {"data": {"bikes": bikes}}).encode()

    async def _fail(self, writer: asyncio.StreamWriter, how: str) -> None:
        if how == "hang":
            await asyncio.sleep(60)
        elif how == "drip":
            writer.write(OK_HEAD + b"Content-Length: 1000\r\n\r\n")
            for _ in range(60):
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(1)
        elif how == "fail":
            writer.write(b"HTTP/1.1 500 Oops\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
        elif how == "page":
            self._send(writer, b"<!doctype html><title>Log in</title>")
        else:
            self._send(writer, self.bomb, b"Content-Encoding: gzip\r\n")

    def _send(self, writer: asyncio.StreamWriter, body: bytes, more: bytes = b"") -> None:
        writer.write(OK_HEAD + more + b"Content-Length: %d\r\n\r\n" % len(body) + body)


def serve_feeds(vehicles: int, faulty: tuple[str, ...], told: Any) -> None:
    """Serve them until the process ends; their port is told."""

    async def run() -> None:
        server = await asyncio.start_server(Feeds(vehicles, faulty).answer, "127.0.0.1", 0)
        told.put(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


def ingest(address: str, told: Any) -> None:
    """The real schedule until SIGTERM; then how much it used."""
    configure(Settings(log_level="error"))

    async def run() -> None:
        stop = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
        settings = Settings(fetch_private_hosts="127.0.0.1")
        with pool(address, size=6) as connections:
            await Schedule(connections, settings, "secret", Leadership(address)).run(stop)

    asyncio.run(run())
    used = resource.getrusage(resource.RUSAGE_SELF)
    told.put((used.ru_utime + used.ru_stime, used.ru_maxrss / 1024))


@contextmanager
def process(work: Any, *arguments: Any) -> Iterator[Any]:
    """A child for the length of a block, and what it tells."""
    context = multiprocessing.get_context("spawn")
    told = context.Queue()
    child = context.Process(target=work, args=(*arguments, told))
    child.start()
    try:
        yield told
    finally:
        child.terminate()
        child.join(30)


def register(address: str, port: int) -> None:
    """Have all of them polled."""
    with psycopg.connect(address) as connection:
        for n in range(FEEDS):
            url, key = f"http://127.0.0.1:{port}/{n}", f"f{n}"
            add_feed(connection, key=key, name=key, operator="o", url=url, interval_s=INTERVAL_S)


def lines() -> list[Line]:
    """On time or not, and bytes per unchanged sighting."""
    with scratch_database("bench_load") as address:
        with process(serve_feeds, VEHICLES, FAULTY) as told:
            port = told.get(timeout=30)
            register(address, port)
            with process(ingest, address) as used:
                time.sleep(MINUTES * 60)
            cpu_s, rss_mib = used.get(timeout=30)
        with psycopg.connect(address) as connection:
            return [_on_time(connection, cpu_s, rss_mib), _kept(connection)]


def _on_time(connection: psycopg.Connection, cpu_s: float, rss_mib: float) -> Line:
    healthy = FEEDS - len(FAULTY)
    rows = connection.execute(
        "select feed_id, outcome, extract(epoch from started_at - lag(started_at) over w)::float8"
        " from poll where feed_id <= %s window w as (partition by feed_id order by started_at)",
        [healthy],
    ).fetchall()
    late = sum(1 for _, _, gap_s in rows if gap_s and gap_s > INTERVAL_S + SLACK_S)
    bad = sum(1 for _, outcome, _ in rows if outcome != "ok")
    due = healthy * (MINUTES * 60 // INTERVAL_S - 1)
    return Line(
        f"{FEEDS} feeds × {VEHICLES:,} at {INTERVAL_S} s, {len(FAULTY)} faulty, {MINUTES} minutes",
        f"{len(rows) - late - bad} of {len(rows)} healthy polls on time",
        f"ingest used {cpu_s:.0f} s of processor, {rss_mib:.0f} MiB",
        "every healthy poll on time",
        not late and not bad and len(rows) >= due,
    )


def _kept(connection: psycopg.Connection) -> Line:
    """Bytes that polls keep for good, indexes and all, when nothing on a list of 2,000 changes."""

    def size() -> int:
        row = connection.execute(
            "select sum(pg_total_relation_size(c.oid))::int8 from pg_class c"
            " where c.relname like 'poll\\_2%' or c.relname in ('coverage_span', 'feed_state')"
        ).fetchone()
        return int(row[0]) if row else 0

    polls = 5_000
    before = size()
    connection.execute(
        "insert into poll select feed_id, started_at + n * interval '10 milliseconds',"
        " finished_at + n * interval '10 milliseconds', 'unchanged', null, http_status, body_bytes,"
        " version, listed, sighted, dropped, source_at, ttl_s, body_hash, evidence_at, 0, sighted,"
        " 0, 0, code_version from (select * from poll where outcome = 'ok' limit 1) p,"
        f" generate_series(1, {polls}) n"
    )
    per = (size() - before) / polls / VEHICLES
    return Line(
        f"kept for good per unchanged sighting, list of {VEHICLES:,}",
        f"{per:.2f} bytes",
        f"a row per sighting: {_row_bytes(connection):.0f} bytes",
        f"≤ {MOST_BYTES:g} bytes",
        per <= MOST_BYTES,
    )


def _row_bytes(connection: psycopg.Connection) -> float:
    """What the plainest table of sightings takes: feed, vehicle, moment, place."""
    connection.execute(
        "create temporary table sighting as select feed_id, vehicle, now() as seen_at, geom"
        " from open_stay; create index on sighting (feed_id, seen_at)"
    )
    row = connection.execute(
        "select pg_total_relation_size('sighting')::float8 / count(*) from sighting"
    ).fetchone()
    return float(row[0]) if row else 0.0
