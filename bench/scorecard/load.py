"""Figure 7: a minute of mixed requests at a fixed rhythm while 50 feeds are read every 30 seconds.

Requests leave when they are due, whatever became of those before: who waits in the queue counts
from the moment that they were due, as a person would.
"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import psycopg

from bench.load import FEEDS, INTERVAL_S, ingest, process, register, serve_feeds
from bench.scorecard.figure import Measured
from bench.scorecard.servers import workers
from bench.scratch import percentile, scratch_database

RATE, SECONDS, WARM_S = 210.0, 60.0, 40.0
"""A little more than the goal, so that the goal can be reached."""
VEHICLES, CONNECTIONS, PATIENCE_S = 600, 96, 10.0
LEAST_RATE, MOST_P95_S, MOST_P99_S, LEAST_POLLS = 200.0, 0.250, 0.600, 0.99
AREAS = """
insert into area (kind, code, name, municipality, valid_from, geom, area_m2, capacity, source)
    select 'municipality', 'GM9999', 'Zilt', 'GM9999', '2000-01-01'::timestamptz,
           st_multi(g), st_area(g::geography), null::int, 'bench'
    from st_makeenvelope(4.2, 51.9, 4.7, 52.3, 4326) g
    union all
    select 'district', 'D' || x || '-' || y, 'District ' || x || ' ' || y, 'GM9999',
           '2000-01-01'::timestamptz, st_multi(g), st_area(g::geography), null::int, 'bench'
    from generate_series(0, 9) x, generate_series(0, 9) y, lateral st_makeenvelope(
        4.2 + x * 0.05, 51.9 + y * 0.04, 4.25 + x * 0.05, 51.94 + y * 0.04, 4326) g
    union all
    select 'hub', 'H' || x || '-' || y, 'Hub ' || x || ' ' || y, 'GM9999',
           '2000-01-01'::timestamptz, st_multi(g), st_area(g::geography), 10, 'bench'
    from generate_series(0, 4) x, generate_series(0, 4) y, lateral st_makeenvelope(
        4.21 + x * 0.1, 51.91 + y * 0.08, 4.212 + x * 0.1, 51.912 + y * 0.08, 4326) g
"""
MIX = {
    "vehicles": 25, "tile": 15, "map": 12, "series": 10, "areas": 6, "feeds": 6, "hubs": 5,
    "operators": 5, "places": 4, "page": 4, "health": 4, "long parked": 2, "worklist": 2,
}  # fmt: skip
"""Of a hundred requests, how many are of which kind."""


@dataclass
class Asked:
    """What became of all requests."""

    took_s: list[float] = field(default_factory=list)
    bad: Counter[str] = field(default_factory=Counter)
    slow: dict[str, list[float]] = field(default_factory=dict)


def measure() -> Measured:
    """Ask for a minute; then how quickly, and what became of the polls meanwhile."""
    with (
        scratch_database("scorecard_load") as address,
        process(serve_feeds, VEHICLES, ()) as told,
    ):
        with psycopg.connect(address) as connection:
            connection.execute(AREAS.encode())
        register(address, told.get(timeout=30))
        with process(ingest, address), workers(address) as port:
            time.sleep(WARM_S)
            began = datetime.now(UTC)
            asked = asyncio.run(_ask(port, address))
            ended = datetime.now(UTC)
        with psycopg.connect(address) as connection:
            polls = _polls(connection, began, ended)
    return _figure(asked, (ended - began).total_seconds(), polls)


def _figure(asked: Asked, seconds: float, polls: float) -> Measured:
    rate, bad = len(asked.took_s) / seconds, asked.bad.total()
    p50, p95, p99 = (percentile(asked.took_s or [99.0], share) for share in (0.5, 0.95, 0.99))
    holds = rate >= LEAST_RATE and p95 <= MOST_P95_S and p99 <= MOST_P99_S
    return Measured(
        f"{rate:.0f} requests/s, p50 {1e3 * p50:.0f}, p95 {1e3 * p95:.0f}, p99 {1e3 * p99:.0f} ms,"
        f" {bad} errors, {polls:.1%} of polls",
        holds and not bad and polls >= LEAST_POLLS,
        {
            "requests": len(asked.took_s), "errors": dict(asked.bad),
            "p95 in ms by kind": {
                name: round(1e3 * percentile(took, 0.95)) for name, took in asked.slow.items()
            },
        },
    )  # fmt: skip


def _polls(connection: psycopg.Connection, began: datetime, ended: datetime) -> float:
    """Which share of the polls that were due in that time gave evidence."""
    row = connection.execute(
        "select count(*) from poll where outcome in ('ok', 'unchanged')"
        " and started_at between %s and %s",
        [began, ended],
    ).fetchone()
    assert row is not None
    due = FEEDS * (ended - began).total_seconds() / INTERVAL_S
    # A feed whose turn was just before the minute has one poll less in it.
    return min(1.0, int(row[0]) / (due - FEEDS / 10))


async def _ask(port: int, address: str) -> Asked:
    targets, asked = _targets(address), Asked()
    queue: asyncio.Queue[tuple[float, str, str] | None] = asyncio.Queue()
    askers = [asyncio.create_task(_asker(port, queue, asked)) for _ in range(CONNECTIONS)]
    begin = time.perf_counter() + 0.2
    for number in range(int(RATE * SECONDS)):
        due = begin + number / RATE
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        queue.put_nowait((due, *targets()))
    for _ in askers:
        queue.put_nowait(None)
    await asyncio.gather(*askers)
    return asked


def _targets(address: str) -> Callable[[], tuple[str, str]]:
    """A function that gives the next request: its kind and its target."""
    dice = random.Random(7)
    with psycopg.connect(address) as connection:
        rows = connection.execute("select id from area where kind = 'district'").fetchall()
    districts = [row[0] for row in rows]
    now = datetime.now(UTC).replace(microsecond=0)
    since = (now - timedelta(hours=6)).strftime("%Y-%m-%dT%H:00:00Z")
    until = (now + timedelta(hours=1)).strftime("%Y-%m-%dT%H:00:00Z")

    def target() -> tuple[str, str]:
        [kind] = dice.choices(list(MIX), list(MIX.values()))
        west, south = 4.2 + 0.45 * dice.random(), 51.9 + 0.35 * dice.random()
        box = f"{west:.4f},{south:.4f},{west + 0.02:.4f},{south + 0.02:.4f}"
        district, period = dice.choice(districts), f"from={since}&to={until}&step=hour"
        x, y = dice.randrange(2095, 2102), dice.randrange(1350, 1355)
        return kind, {
            "vehicles": f"/v1/vehicles?bounds={box}&limit=100",
            "tile": f"/v1/tiles/vehicles/12/{x}/{y}",
            "map": "/v1/indicators/parked_density/map?kind=district&municipality=GM9999",
            "series": f"/v1/indicators/vehicles_parked/series?area={district}&{period}",
            "areas": "/v1/areas?kind=district&municipality=GM9999",
            "feeds": "/v1/feeds?rides=no",
            "hubs": "/v1/hubs?municipality=GM9999",
            "operators": "/v1/operators",
            "places": f"/v1/places?q=district%20{dice.randrange(10)}",
            "page": "/feeds",
            "health": "/v1/health",
            "long parked": f"/v1/long-parked?area={district}&days=1",
            "worklist": f"/v1/worklist?area={district}",
        }[kind]

    return target


async def _asker(
    port: int, queue: "asyncio.Queue[tuple[float, str, str] | None]", asked: Asked
) -> None:
    """One connection that is kept, and made anew where it broke."""
    line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
    while (told := await queue.get()) is not None:
        due, kind, target = told
        if time.perf_counter() - due > PATIENCE_S:
            asked.bad[f"{kind}: not asked in time"] += 1
            continue
        try:
            async with asyncio.timeout(PATIENCE_S):
                line = line or await asyncio.open_connection("127.0.0.1", port, limit=2**22)
                status = await _one(*line, target)
        except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError) as wrong:
            asked.bad[f"{kind}: {type(wrong).__name__}"] += 1
            if line is not None:
                line[1].close()
            line = None
            continue
        took = time.perf_counter() - due
        asked.took_s.append(took)
        asked.slow.setdefault(kind, []).append(took)
        if status != 200:
            asked.bad[f"{kind}: {status}"] += 1
    if line is not None:
        line[1].close()


async def _one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, target: str) -> int:
    """Ask, and read the whole answer; its status."""
    words = f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n"
    writer.write(words.encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    if "content-length: " in head:
        await reader.readexactly(int(head.split("content-length: ")[1].split("\r\n")[0]))
    elif "transfer-encoding: chunked" in head:
        while size := int((await reader.readline()).strip(), 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    return int(head.split(" ")[1])
