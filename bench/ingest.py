"""Fetch to queryable over HTTP on loopback, against parsing the body and copying its rows."""

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import msgspec
import numpy as np
import psycopg

from bench.report import Line
from bench.scratch import median, scratch_database
from ingest.feed import add_feed
from ingest.keep import Keeper
from ingest.poll import Poller
from ingest.record import Recorder
from ingest.source import open_source
from stoep.settings import Settings
from stoep.store.connect import pool

CHURN = 0.1
POLLS = 7
AREAS = 3_600
BUDGETS = {20_000: 0.5, 100_000: 2.0}
MOST_TIMES_THE_FLOOR = 5.0


class Fleet:
    """Vehicles all over the Netherlands; a tenth of them moves between two polls."""

    def __init__(self, count: int) -> None:
        self.random = np.random.default_rng(count)
        self.lon = self.random.uniform(4.0, 6.0, count)
        self.lat = self.random.uniform(51.5, 53.0, count)
        self.body = b""

    def drive(self, now_s: int) -> None:
        """Move a tenth, and write the GBFS body that tells so."""
        count = len(self.lon)
        movers = self.random.choice(count, int(count * CHURN), replace=False)
        self.lon[movers] = self.random.uniform(4.0, 6.0, len(movers))
        places = zip(self.lon.round(6).tolist(), self.lat.round(6).tolist(), strict=True)
        bikes = [
            {"bike_id": f"vehicle-{n}", "lat": lat, "lon": lon}
            | {"is_reserved": False, "is_disabled": False, "vehicle_type_id": "bike"}
            for n, (lon, lat) in enumerate(places)
        ]
        content = {"last_updated": now_s, "ttl": 60, "version": "2.3", "data": {"bikes": bikes}}
        self.body = json.dumps(content).encode()


@contextmanager
def served(fleet: Fleet) -> Iterator[str]:
    """The fleet's body at an address on loopback."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(fleet.body)))
            self.end_headers()
            self.wfile.write(fleet.body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/free_bike_status"
    server.shutdown()


def measure(count: int) -> Line:
    """Median over some polls: from the request to committed, indexed rows with their areas."""
    fleet = Fleet(count)
    took: list[float] = []
    with scratch_database("bench_ingest") as address, served(fleet) as url:
        with pool(address) as connections:
            _draw_areas(address)
            with connections.connection() as connection:
                feed = add_feed(connection, key="f", name="f", url=url, operator="o", interval_s=60)
            now_s = int(time.time())
            recorder = Recorder(connections, "secret")

            async def polls() -> None:
                nonlocal now_s
                async with httpx.AsyncClient(timeout=60, trust_env=False) as http:
                    source = open_source(feed, http, Settings())
                    keeper = Keeper(connections)
                    poller = Poller(source, recorder, lambda: now_s, 60, keeper=keeper)
                    for _ in range(POLLS + 1):
                        now_s += 60
                        fleet.drive(now_s)
                        began = time.perf_counter()
                        outcome = await poller.poll()
                        took.append(time.perf_counter() - began)
                        assert outcome.outcome == "ok", outcome

            asyncio.run(polls())
        floor_s = _floor(address, fleet.body)
    seconds = sorted(took[1:])[POLLS // 2]
    ratio = seconds / floor_s
    return Line(
        f"fetch → queryable, {count:,} vehicles, 10 % moved",
        f"{seconds:.3f} s",
        f"parse + COPY of the same rows {floor_s:.3f} s: × {ratio:.1f}",
        f"≤ {BUDGETS[count]:g} s and ≤ × {MOST_TIMES_THE_FLOOR:g}",
        seconds <= BUDGETS[count] and ratio <= MOST_TIMES_THE_FLOOR,
    )


def _draw_areas(address: str) -> None:
    """A grid of districts, so that each new stay has to find its own."""
    with psycopg.connect(address) as connection:
        connection.execute(
            "insert into area (kind, code, name, valid_from, geom, area_m2, source)"
            " select 'district', 'D' || x || '-' || y, 'D', '2000-01-01', st_multi(st_makeenvelope("
            "3.9 + x * 0.04, 51.4 + y * 0.03, 3.94 + x * 0.04, 51.43 + y * 0.03, 4326)), 1, 'bench'"
            " from generate_series(0, 59) x, generate_series(0, 59) y"
        )


def _floor(address: str, body: bytes) -> float:
    """Seconds to parse the body with types and COPY its rows, binary, into a bare table."""

    class Bike(msgspec.Struct, gc=False):
        bike_id: str
        lat: float
        lon: float
        is_reserved: bool
        is_disabled: bool
        vehicle_type_id: str

    class Data(msgspec.Struct):
        bikes: list[Bike]

    class File(msgspec.Struct):
        data: Data

    decoder = msgspec.json.Decoder(File)
    with psycopg.connect(address) as connection:

        def parse_and_copy() -> None:
            connection.execute("drop table if exists floor")
            connection.execute(
                "create table floor (id text, lat float8, lon float8, r bool, d bool, t text)"
            )
            with connection.cursor().copy("copy floor from stdin (format binary)") as copy:
                copy.set_types(["text", "float8", "float8", "bool", "bool", "text"])
                for b in decoder.decode(body).data.bikes:
                    copy.write_row(
                        (b.bike_id, b.lat, b.lon, b.is_reserved, b.is_disabled, b.vehicle_type_id)
                    )
            connection.commit()

        return median(parse_and_copy, 3)


def lines() -> list[Line]:
    """Both fleets."""
    return [measure(count) for count in BUDGETS]
