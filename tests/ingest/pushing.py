"""An operator that pushes over real HTTP, under a clock that the test sets."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

import httpx
from psycopg import Connection
from psycopg_pool import ConnectionPool

from api.app import create_app
from api.intake.keys import make_key
from ingest.feed import Feed, add_feed
from ingest.pushed.inbox import Inbox
from stoep.settings import Settings
from stoep.vocabulary import FeedFormat
from tests.api.conftest import serving
from tests.ingest.gbfs_bodies import T0
from tests.ingest.worlds import LAT, at

PROVIDER = UUID(int=1)
OTHER = UUID(int=2)
SPACE = UUID(int=3)
SECRET = "a secret for tests"


def number(name: str) -> str:
    """A UUID for a name."""
    return str(uuid5(SPACE, name))


def event(
    vehicle: str,
    second: float,
    state: str,
    kind: str = "maintenance",
    metres: float | None = None,
    **more: Any,
) -> dict[str, Any]:
    """An event `second` seconds after T0, at a place so many metres east of the origin."""
    told = {
        "provider_id": str(PROVIDER),
        "device_id": number(vehicle),
        "event_id": number(f"{vehicle} {second} {state}"),
        "vehicle_state": state,
        "event_types": [kind],
        "timestamp": int((T0 + second) * 1000),
    }
    if metres is not None:
        told["location"] = {"lat": LAT, "lng": at(metres)}
    return {**told, **more}


@dataclass
class Pusher:
    """One operator's server; `now_s` is what the clock says, in seconds after T0."""

    client: httpx.Client
    pool: ConnectionPool[Connection[Any]]
    feed: Feed
    key: str
    clock: list[float]
    inbox: Inbox = field(init=False)

    def __post_init__(self) -> None:
        self.inbox = Inbox(self.pool, SECRET)

    def post(self, kind: str, items: Any, at_s: float | None = None, **more: Any) -> httpx.Response:
        """Push a batch, at a moment; nothing is applied yet."""
        if at_s is not None:
            self.clock[0] = T0 + at_s
        headers = {"Authorization": f"Bearer {self.key}", **more.pop("headers", {})}
        return self.client.request(
            more.pop("method", "POST"), f"/mds/{kind}", json=items, headers=headers, **more
        )

    def tell(self, at_s: float, *events: dict[str, Any]) -> httpx.Response:
        """Push events and apply them."""
        answer = self.post("events", list(events), at_s)
        self.inbox.apply(self.feed)
        return answer

    def beat(self, until_s: int, from_s: int) -> None:
        """An empty batch every minute: there is nothing to tell."""
        for second in range(from_s, until_s + 1, 60):
            self.post("telemetry", [], second)
        self.inbox.apply(self.feed)

    def register(self, *vehicles: str, **more: Any) -> httpx.Response:
        """Register vehicles: bicycles."""
        rows = [
            {
                "provider_id": str(PROVIDER),
                "device_id": number(vehicle),
                "vehicle_id": f"plate {vehicle}",
                "vehicle_type": "bicycle",
                "propulsion_types": ["human", "electric_assist"],
            }
            for vehicle in vehicles
        ]
        return self.post("vehicles", rows, **more)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.pool.connection() as connection:
            return connection.execute(query.encode(), values).fetchall()

    def stays(self) -> list[tuple[Any, ...]]:
        """(first seen, last seen, gone; seconds after T0), reasons, observed seconds."""
        return self.rows(
            f"""
            select extract(epoch from first_seen)::int8 - {T0},
                   extract(epoch from end_lo)::int8 - {T0},
                   extract(epoch from end_hi)::int8 - {T0}, start_reason, end_reason, observed_s
            from stay
            union all
            select extract(epoch from first_seen)::int8 - {T0}, null, null, start_reason, null, null
            from open_stay
            order by 1, 2, 3, 4, 5, 6
            """
        )


@contextmanager
def pushing(address: str, pool: ConnectionPool[Connection[Any]]) -> Iterator[Pusher]:
    """A server of our own before a fresh database, and an operator that may push to it."""
    clock = [float(T0)]
    with pool.connection() as connection:
        feed = add_feed(
            connection,
            key="schelp",
            name="Schelp",
            url="pushed",
            operator="schelp",
            interval_s=30,
            format=FeedFormat.agency,
            provider_id=PROVIDER,
        )
        key = make_key(connection, "schelp", datetime.fromtimestamp(T0, UTC))
    with serving(create_app(Settings(), address, clock=lambda: clock[0], secret=SECRET)) as client:
        client.base_url = client.base_url.join("/")
        yield Pusher(client, pool, feed, key, clock)
