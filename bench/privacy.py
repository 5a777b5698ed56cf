"""What is kept, logged and told that should not be: ids, places of rides, rows past their time.

Three operators with known ids, plates and places are polled and push over real HTTP for some days,
with rides, a vehicle that is listed while somebody rides it, and errors made on purpose. Then the
tables are written out 49 hours, 29 days and 14 months later, after the chores of that moment; and
all log lines and answers are read.
"""

import asyncio
import hashlib
import io
import json
import logging
import re
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import httpx
import psycopg
from psycopg import Connection, sql
from psycopg_pool import ConnectionPool

from api.app import create_app
from api.audit.chain import Entry, append, verify
from api.intake.keys import make_key
from api.people.attempts import begin_attempt
from bench.scratch import HOME, scratch_database
from ingest.apart import Apart
from ingest.chores import Chores
from ingest.feed import Feed, add_feed
from ingest.keep import Keeper
from ingest.poll import Poller
from ingest.record import Recorder
from ingest.source import open_source
from stoep.cluster import Cluster
from stoep.logs import configure
from stoep.settings import Settings
from stoep.store.connect import pool as make_pool
from stoep.store.tables import Base
from stoep.store.terms import TERMS
from stoep.vocabulary import AreaKind, FeedFormat
from tests.api.conftest import serving
from tests.ingest.faultfeed import FaultFeed, as_json, fault_feed, raw
from tests.ingest.gbfs_bodies import body
from tests.worlds import World

Pool = ConnectionPool[Connection[Any]]
SECRET = "the secret of what is kept"
SETTINGS = Settings(acting="people", reading="people", stay_keep_months=13, rate_per_minute=0)
DAYS, STEP_S, STEPS, VEHICLES = 3, 300, 20, 12
SPACE, PROVIDER = UUID(int=11), UUID(int=12)
LATER = (timedelta(hours=49), timedelta(days=29), timedelta(days=426))
"""Two days, four weeks and fourteen months, and a little more."""
RIDE = range(6, 16)
"""Steps of each day in which every third vehicle is on a ride."""
ALLOWED = {LATER[0]: {"raw_suspect": ("zipped",), "push_batch": ("body",)}}
"""What may still have ids after 49 hours: bodies of lists that were held back, for 14 days, and
what operators pushed, for a week. That they are younger than that is counted with `old`."""
DECIMALS = r"-?\d{1,3}\.\d{5,}"
PAIR = re.compile(rf"{DECIMALS}\D{{1,40}}?{DECIMALS}")
FILLED = {"indicator": "vehicles_parked", "key": "gbfs", "feed": "gbfs", "kind": "municipality",
          "code": "GM1", "municipality": "GM1", "z": "12", "x": "2097", "y": "1351",
          "operator": "veer", "table": "vehicles"}  # fmt: skip
"""What stands in addresses of the walk."""
BESIDE = ("/metrics", "/mds/vehicles", "/mds/vehicles/status", "/ogc", "/ogc/collections", "/city",
          "/city/rules")  # fmt: skip
"""What is beside `/v1`."""


@dataclass
class Known:
    """What must not be found: ids as operators write them, and points of rides (east, north)."""

    ids: set[str] = field(default_factory=set)
    rides: set[tuple[float, float]] = field(default_factory=set)
    places: set[tuple[float, float]] = field(default_factory=set)
    """Where vehicles stand: in tables, but in no log line."""

    def stand(self, feed: int, number: int, day: int) -> tuple[float, float]:
        """Where a vehicle stands on a day."""
        place = (4.3 + feed * 0.01 + number * 0.0007 + 3.7e-6, 52.07 + day * 0.003 + 1.3e-6)
        self.places.add(rounded := (round(place[0], 7), round(place[1], 7)))
        return rounded

    def ride(self, feed: int, number: int, step: int) -> tuple[float, float]:
        """A point on the way."""
        place = (4.5 + feed * 0.01 + number * 0.0007 + 5.1e-6, 52.15 + step * 0.0011 + 2.9e-6)
        self.rides.add(rounded := (round(place[0], 7), round(place[1], 7)))
        return rounded

    def device(self, name: str) -> str:
        """A UUID of an operator's own."""
        self.ids.add(told := str(uuid5(SPACE, name)))
        return told

    @cached_property
    def needles(self) -> dict[str, str]:
        """All that would give an id away, as it may be written, and the id."""
        found = {}
        for one in self.ids:
            for text in {one, one.lower(), one.replace("-", "")}:
                plain = text.encode()
                forms = [text.lower(), plain.hex()]
                for digest in (hashlib.md5, hashlib.sha1, hashlib.sha256):
                    forms.append(digest(plain).hexdigest())
                    forms.append(forms[-1][:12])
                found.update(dict.fromkeys(forms, one))
        return found


@dataclass
class Found:
    """What was found, and where."""

    ids: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    old: list[str] = field(default_factory=list)
    told: dict[str, Any] = field(default_factory=dict)

    @property
    def as_told(self) -> dict[str, Any]:
        """Counts, with the first of each."""
        kinds = {"ids": self.ids, "places": self.places, "old": self.old}
        detail = {name: sorted(set(one))[:20] for name, one in kinds.items()}
        return {name: len(set(one)) for name, one in kinds.items()} | self.told | {"detail": detail}


def run(days: int = DAYS) -> dict[str, Any]:
    """Live on a scratch database of a server of its own log, and search."""
    with scratch_database("privacy") as address:
        return searched(address, Cluster(HOME).log, days)


def searched(
    address: str, server_log: Path, days: int = DAYS, later: Sequence[timedelta] = LATER
) -> dict[str, Any]:
    """The same in a migrated, empty database, whose server logs there."""
    found, known = Found(), Known()
    begun = server_log.stat().st_size if server_log.exists() else 0
    clock = [_beginning(days)]
    with _logs() as lines, make_pool(address) as pool:
        try:
            asyncio.run(_live(pool, address, known, clock, days))
            _people(pool, clock[0])
            search_places(pool, known, found)
            _count(pool, found)
            _walk(address, known, clock, found)
            ended = clock[0]
            for after in later:
                clock[0] = ended + after.total_seconds()
                asyncio.run(_chores(pool, clock))
                search_tables(pool, known, found, after)
                search_places(pool, known, found)
                search_old(pool, found, datetime.fromtimestamp(clock[0], UTC))
        finally:
            logging.getLogger().handlers.clear()
    written = lines.getvalue()
    told = server_log.read_bytes()[begun:].decode("utf-8", "replace")
    search_logs(written, known, found, "log")
    search_logs(told, known, found, "server log")
    found.told |= {"lines": len(written.splitlines()), "known_ids": len(known.ids)}
    return found.as_told


def _beginning(days: int) -> float:
    """Midnight, so long ago that fourteen months after the end are not yet to come."""
    first = datetime.now(UTC) - LATER[-1] - timedelta(days=days + 2)
    return first.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()


@contextmanager
def _logs() -> Iterator[io.StringIO]:
    """All lines that are logged, ours and those of libraries, as the product writes them."""
    lines, root = io.StringIO(), logging.getLogger()
    before, level = list(root.handlers), root.level
    root.handlers.clear()
    with redirect_stderr(lines):
        configure(Settings(log_level="debug", log_format="json"))
        try:
            yield lines
        finally:
            root.handlers[:] = before
            root.setLevel(level)
    configure(Settings(log_level="error"))


async def _live(pool: Pool, address: str, known: Known, clock: list[float], days: int) -> None:
    """Some days of three operators; some of what they send is wrong."""
    _draw_town(address)
    async with fault_feed() as server, httpx.AsyncClient(trust_env=False) as http:
        feeds = _register(pool, server)
        with pool.connection() as connection:
            key = make_key(connection, "push", datetime.fromtimestamp(clock[0], UTC))
        settings = SETTINGS.model_copy(update={"fetch_private_hosts": "127.0.0.1"})
        keeper, recorder = Keeper(pool), Recorder(pool, SECRET)
        pollers = [
            Poller(open_source(feed, http, settings), recorder, lambda: clock[0], 10, keeper=keeper)
            for feed in feeds
            if not feed.is_pushed
        ]
        chores = _made(pool, http, feeds, clock)
        app = create_app(SETTINGS, address, clock=lambda: clock[0], secret=SECRET)
        midnight = clock[0]
        with serving(app) as client:
            client.headers["authorization"] = f"Bearer {key}"
            client.base_url = client.base_url.join("/")
            await asyncio.to_thread(_push_vehicles, client, known)
            for day in range(days):
                for step in range(STEPS):
                    clock[0] = midnight + day * 86_400 + 10 * 3600 + step * STEP_S
                    _tell(server, known, day, step, int(clock[0]))
                    for poller in pollers:
                        await poller.poll()
                    with _broken(pool, day == 0 and step == 9):
                        await asyncio.to_thread(_push, client, known, day, step, clock[0])
                        await chores.receive()
                await chores.receive()
                await chores.read_trips()
                await chores.fold()
            await asyncio.to_thread(_ask_badly, client)


def _draw_town(address: str) -> None:
    connection = psycopg.connect(address)
    with connection:
        World(connection).area(
            AreaKind.municipality, "GM1", 4.2, 52.0, 4.6, 52.3, municipality="GM1"
        )


def _register(pool: Pool, server: FaultFeed) -> list[Feed]:
    with pool.connection() as connection:
        return [
            add_feed(connection, key="gbfs", name="Veer", url=server.url("/gbfs"),
                     operator="veer", interval_s=STEP_S),
            add_feed(connection, key="mds", name="Swift", url=server.url("/mds"), operator="swift",
                     interval_s=STEP_S, format=FeedFormat.mds, tells_trips=True),
            add_feed(connection, key="push", name="Schelp", url="pushed", operator="schelp",
                     interval_s=30, format=FeedFormat.agency, provider_id=PROVIDER),
        ]  # fmt: skip


def _made(pool: Pool, http: httpx.AsyncClient, feeds: list[Feed], clock: list[float]) -> Chores:
    chores = Chores(
        pool, SETTINGS.model_copy(update={"fetch_private_hosts": "127.0.0.1"}), SECRET, None, http,
        Apart(), lambda: clock[0], lambda feed: None,
    )  # fmt: skip
    chores.feeds = feeds
    return chores


async def _chores(pool: Pool, clock: list[float]) -> None:
    """What the leading process does at a moment, with no feed any more."""
    async with httpx.AsyncClient(trust_env=False) as http:
        chores = _made(pool, http, [], clock)
        await chores.tell_flows()
        await chores.tidy()


def _tell(server: FaultFeed, known: Known, day: int, step: int, at_s: int) -> None:
    """What the polled operators tell at a moment; now and then it cannot be read."""
    riding = step in RIDE
    bikes, about, status = [], [], []
    for number in range(VEHICLES):
        rides, name = number % 3 == 0 and riding, f"VEER-{day if number % 2 else 0}-{number:04}"
        known.ids |= {name, f"PL-{number:03}-X"}
        lon, lat = known.stand(0, number, day + (step > max(RIDE) and number % 3 == 0))
        if not rides or number == 0:
            # The first is listed, as reserved, wherever its rider is.
            lon, lat = known.ride(0, number, step) if rides else (lon, lat)
            uri = {"web": f"https://veer.example/rent?bike={name}"}
            bikes.append({"id": name, "lon": lon, "lat": lat, "is_reserved": rides,
                          "license_plate": f"PL-{number:03}-X", "rental_uris": uri})  # fmt: skip
        device = known.device(f"swift {number}")
        state = ("reserved" if number == 0 and step < 10 else "on_trip") if rides else "available"
        lon, lat = known.ride(1, number, step) if rides else known.stand(1, number, day)
        ids = {"device_id": device, "provider_id": str(PROVIDER)}
        about.append(ids | {"vehicle_id": f"PL-{number:03}-X", "vehicle_type": "moped",
                            "propulsion_types": ["electric"]})  # fmt: skip
        place = {"timestamp": at_s * 1000, "location": {"lat": lat, "lng": lon}}
        status.append(ids | {"last_event": ids | {"vehicle_state": state, "timestamp": at_s * 1000},
                             "last_telemetry": ids | place})  # fmt: skip
    server.answers["/gbfs"] = as_json(body(bikes, at_s))
    if step == 3:
        server.answers["/gbfs"] = raw(json.dumps(body(bikes, at_s)).encode()[:-40])
    if step == 4:
        turned = [{**bike, "lon": bike["lat"], "lat": bike["lon"]} for bike in bikes]
        server.answers["/gbfs"] = as_json(body(turned, at_s))
    head = {"version": "2.0.0", "last_updated": at_s * 1000, "ttl": 30_000}
    server.answers["/mds/vehicles"] = as_json(head | {"vehicles": about})
    server.answers["/mds/vehicles/status"] = as_json(head | {"vehicles_status": status})
    _tell_trips(server, known, day, at_s)


def _tell_trips(server: FaultFeed, known: Known, day: int, at_s: int) -> None:
    """The trips of the hours of a day, with the whole of their way."""
    hour = at_s // 3600 * 3600
    for begin in range(hour - 86_400, hour, 3600):
        trips = []
        if begin == hour - 3600:
            points = [
                {
                    "type": "Feature",
                    "properties": {"timestamp": (begin + 60 * step) * 1000},
                    "geometry": {"type": "Point", "coordinates": list(known.ride(1, 3, step))},
                }
                for step in RIDE
            ]
            start, stop = known.stand(1, 3, day), known.stand(1, 4, day)
            trip = {
                "trip_id": known.device(f"trip {begin}"),
                "device_id": known.device("swift 3"),
                "start_time": (begin + 300) * 1000,
                "end_time": (begin + 1200) * 1000,
                "start_location": {"lng": start[0], "lat": start[1]},
                "end_location": {"lng": stop[0], "lat": stop[1]},
                "route": {"type": "FeatureCollection", "features": points},
            }
            trips.append(trip)
        path = f"/mds/trips?end_time={datetime.fromtimestamp(begin, UTC):%Y-%m-%dT%H}"
        server.answers[path] = as_json({"version": "2.0.0", "trips": trips})


def _push_vehicles(client: httpx.Client, known: Known) -> None:
    rows = [
        {"provider_id": str(PROVIDER), "device_id": known.device(f"schelp {number}"),
         "vehicle_id": f"PL-{number:03}-X", "vehicle_type": "bicycle",
         "propulsion_types": ["human"]}
        for number in range(VEHICLES)
    ]  # fmt: skip
    client.post("/mds/vehicles", json=rows).raise_for_status()


def _push(client: httpx.Client, known: Known, day: int, step: int, at_s: float) -> None:
    """Events of rides, and points of them: said to be of a ride, not said, and while reserved."""
    events, points = [], []
    for number in range(VEHICLES):
        device = known.device(f"schelp {number}")
        ids = {"provider_id": str(PROVIDER), "device_id": device}
        moment = {"timestamp": int(at_s * 1000) - 1000}
        rides = number % 3 == 0
        mark = f"{day} {step} {number}"
        event = ids | moment | {"event_id": str(uuid5(SPACE, f"event {mark}"))}
        lon, lat = known.stand(2, number, day)
        if step == 0 or (rides and step == max(RIDE) + 1):
            events.append(event | {"vehicle_state": "available", "event_types": ["trip_end"],
                                   "location": {"lng": lon, "lat": lat}})  # fmt: skip
        elif rides and step == min(RIDE):
            kind = ("reserved", "reservation_start") if number == 0 else ("on_trip", "trip_start")
            events.append(event | {"vehicle_state": kind[0], "event_types": [kind[1]]})
        elif rides and step in RIDE:
            lon, lat = known.ride(2, number, step)
            trips = [known.device(f"trip {day} {number}")] if number % 2 else None
            points.append(ids | moment | {
                "telemetry_id": str(uuid5(SPACE, f"point {mark}")), "trip_ids": trips,
                "location": {"lng": lon, "lat": lat},
            })  # fmt: skip
    client.post("/mds/events", json=events)
    client.post("/mds/telemetry", json=points)


@contextmanager
def _broken(pool: Pool, now: bool) -> Iterator[None]:
    """For a while the database refuses the operators' words, and tells of each row that fails."""
    if not now:
        yield
        return
    name = sql.Identifier("ck_broken_on_purpose")
    tables = {"push_event": "lon is null and lat is null", "push_batch": "kind <> 'telemetry'"}
    with pool.connection() as connection:
        for table, check in tables.items():
            connection.execute(
                sql.SQL("alter table {} add constraint {} check ({}) not valid").format(
                    sql.Identifier(table), name, sql.SQL(check)
                )
            )
    _wrong_statements(pool)
    yield
    with pool.connection() as connection:
        for table in tables:
            connection.execute(
                sql.SQL("alter table {} drop constraint {}").format(sql.Identifier(table), name)
            )


def _wrong_statements(pool: Pool) -> None:
    """What a mistake in a statement would have the server write down."""
    place = "4.3123456 52.0712345"
    log = logging.getLogger("stoep.bench")
    for statement, values in (
        ("select st_geomfromtext(%s)", [f"POINT({place}"]),
        ("select %s::text::float8", [f"{place}"]),
        (f"select 1 / 0, 'POINT({place})'", []),
        ("insert into push_event (feed_id, event_id, vehicle_id, event_at, received_at, state,"
         " arrived, lon, lat) values (1, %s, 1, now(), now(), 'x', false, 4.3123456, 52.0712345)",
         [uuid5(SPACE, "schelp 0")]),
    ):  # fmt: skip
        try:
            with pool.connection() as connection:
                connection.execute(statement.encode(), values)
        except psycopg.Error:
            log.exception("a statement failed")


def _ask_badly(client: httpx.Client) -> None:
    """Places in questions that are refused, and in addresses that lead nowhere."""
    for path in (
        "/v1/vehicles?bbox=4.3123456,52.0712345,4.3223456,52.0812345&moment=4.3123456,52.0712345",
        "/v1/nowhere/4.3123456,52.0712345",
        "/v1/tiles/vehicles/99/4.3123456/52.0712345",
        f"/mds/vehicles/{uuid5(SPACE, 'schelp 0')}",
    ):
        client.get(path)


def _people(pool: Pool, now_s: float) -> None:
    """Somebody tried to sign in, was in, was invited, looked, and had a feed tried."""
    now = datetime.fromtimestamp(now_s, UTC)
    with pool.connection() as connection:
        begin_attempt(connection, SECRET, "a@veer.example", "127.0.0.1", now)
        connection.execute(
            "insert into organisation (kind, name, added_by, added_at)"
            " values ('platform', 'Platform', 'a', %(now)s);",
            {"now": now},
        )
        connection.execute(
            "with person as (insert into person (name, email, added_at)"
            " values ('A', 'a@veer.example', %(now)s) returning id), signed as ("
            " insert into session (hash, person_id, via, address, started_at, seen_at)"
            " select 'a', id, 'password', '127.0.0.1', %(now)s, %(now)s from person)"
            " insert into invitation (hash, organisation_id, role, invited_by, invited_at,"
            " expires_at) select 'a', id, 'admin', 'a', %(now)s, %(now)s from organisation",
            {"now": now},
        )
        look = Entry(now, "A", 1, "Platform", 1, None, "look", "GET /vehicles/{id}", "7", ["veer"],
                     None, "a look", "let_through", "127.0.0.1")  # fmt: skip
        for _ in range(3):
            append(connection, look)
        connection.execute(
            "insert into feed_check (id, url, format, default_form_factor, asked_at)"
            " values (%s, 'https://veer.example', 'gbfs', 'bicycle', %s)",
            [uuid5(SPACE, "check"), now],
        )


def _count(pool: Pool, found: Found) -> None:
    """How much was lived through."""
    with pool.connection() as connection:
        for name, query in {
            "polls": "select count(*) from poll where outcome = 'ok'",
            "failed": "select count(*) from poll where outcome not in ('ok', 'unchanged')",
            "stays": "select (select count(*) from stay) + (select count(*) from open_stay)",
            "trips": "select count(*) from trip",
            "words": "select count(*) from push_event",
            "ridden": "select count(*) from poll where dropped ? 'ridden'",
        }.items():
            row = connection.execute(query.encode()).fetchone()
            found.told[name] = row[0] if row else 0


def search_tables(pool: Pool, known: Known, found: Found, after: timedelta) -> None:
    """Ids in all that is kept, but where they may be after that time."""
    needles, allowed = known.needles, ALLOWED.get(after, {})
    with pool.connection() as connection:
        for name, table in Base.metadata.tables.items():
            columns = [c.name for c in table.columns if c.name not in allowed.get(name, ())]
            rows = connection.execute(
                sql.SQL("select concat_ws(' ', {}) from {}").format(
                    sql.SQL(", ").join(
                        sql.SQL("{}::text").format(sql.Identifier(c)) for c in columns
                    ),
                    sql.Identifier(name),
                )
            ).fetchall()
            text = "\n".join(row[0] for row in rows).lower()
            found.ids += [
                f"{after}: {name}: {one}" for form, one in needles.items() if form in text
            ]
        if verify(connection).broken_at is not None:
            found.old.append("the log of looks does not verify any more")


def _as_text(column: str) -> sql.Composed:
    return sql.SQL("{}::text").format(sql.Identifier(column))


def search_places(pool: Pool, known: Known, found: Found) -> None:
    """Points of rides in any column of places, numbers or words; not in bodies as they came."""
    with pool.connection() as connection:
        for name, table in Base.metadata.tables.items():
            for column in table.columns:
                what = str(column.type)
                if "POINT" in what and "POLYGON" not in what:
                    query = "select st_x({0}), st_y({0}) from {1} where {0} is not null"
                elif column.name == "lon":
                    query = "select lon, lat from {1} where lon is not null"
                elif what == "JSONB":
                    query = "select {0}::text, null from {1} where {0} is not null"
                else:
                    continue
                asked = sql.SQL(query).format(sql.Identifier(column.name), sql.Identifier(name))
                rows = connection.execute(asked).fetchall()
                texts = "\n".join(lon for lon, _ in rows if isinstance(lon, str))
                points = {(round(a, 7), round(b, 7)) for a, b in rows if isinstance(a, float)}
                hits = [one for one in known.rides if one in points or (f"{one[0]!r}" in texts
                        and f"{one[1]!r}" in texts)]  # fmt: skip
                found.places += [f"{name}.{column.name}: {one}" for one in hits]


def search_old(pool: Pool, found: Found, now: datetime) -> None:
    """Rows past their time, in each table that has a term."""
    with pool.connection() as connection:
        for table, term in TERMS.items():
            row = connection.execute(
                f"select count(*) from {table} where ({term.only}) and {term.moment} < %s".encode(),
                [max(term.since(SETTINGS, now), datetime(1, 1, 2, tzinfo=UTC))],
            ).fetchone()
            assert row is not None
            found.old += [f"{now:%Y-%m-%d %H:%M}: {table} {n}" for n in range(row[0])]


def search_logs(lines: str, known: Known, found: Found, where: str) -> None:
    """Ids and places in log lines."""
    text = lines.lower()
    found.ids += [f"{where}: {one}" for form, one in known.needles.items() if form in text]
    found.places += [f"{where}: {pair}" for pair in PAIR.findall(lines)]
    for place in known.places | known.rides:
        if any(text in lines for edge in place for text in (f"{edge:.5f}", f"{edge:.7f}"[:-2])):
            found.places.append(f"{where}: {place}")


def _walk(address: str, known: Known, clock: list[float], found: Found) -> None:
    """Every address that can be read without a name, and all that it answers.

    Where only people may see rows, and where everybody may.
    """
    everybody = SETTINGS.model_copy(update={"acting": "nobody", "reading": "everyone"})
    with psycopg.connect(address) as connection:
        row = connection.execute("select min(id)::text from open_stay").fetchone()
    filled = FILLED | {"id": str(row[0]) if row else "1"}
    now = datetime.fromtimestamp(clock[0], UTC)
    edges = {"from": now - timedelta(days=2), "to": now}
    period = {name: f"{edge:%Y-%m-%dT%H:00:00Z}" for name, edge in edges.items()}
    days = {name: f"{edge:%Y-%m-%d}" for name, edge in edges.items()}
    questions: list[dict[str, str]] = [
        {}, period, {"moment": period["to"]}, {"kind": "municipality", **period}, days,
        {"area": "1", **period}, {"area": "1", **days}, {"municipality": "GM1", **days},
        {"municipality": "GM1"}, {"format": "csv", **period},
        {"area": "1", "moment": period["to"]}, {"municipality": "GM1", "moment": period["to"]},
        {"bbox": "4.2,52.0,4.6,52.3"},
    ]  # fmt: skip
    answered: set[str] = set()
    for settings in (SETTINGS, everybody):
        app = create_app(settings, address, clock=lambda: clock[0], secret=SECRET)
        with serving(app) as client:
            routes = client.get("/openapi.json").json()["paths"]
            client.base_url = client.base_url.join("/")
            inside = [path.removeprefix("/v1") for path, how in routes.items() if "get" in how]
            paths = [f"/v1{path}" for path in inside]
            for path in [*paths, *BESIDE]:
                named = FILLED if path.startswith(("/v1/areas", "/v1/hubs")) else filled
                put = re.sub(r"\{(\w+)\}", partial(_filled, named), path)
                for asked in questions:
                    answer = client.get(put, params=asked)
                    if answer.status_code == 200:
                        answered.add(path)
                    _read(answer.text.lower(), path, known, found)
    found.told |= {"routes": len(paths) + len(BESIDE), "answered": len(answered)}


def _filled(named: dict[str, str], part: re.Match[str]) -> str:
    return named.get(part[1], "1")


def _read(text: str, path: str, known: Known, found: Found) -> None:
    """Ids in an answer."""
    found.ids += [f"{path}: {one}" for form, one in known.needles.items() if form in text]


if __name__ == "__main__":
    began = time.monotonic()
    print(json.dumps(run(), indent=1), f"{time.monotonic() - began:.0f} s", file=sys.stdout)
