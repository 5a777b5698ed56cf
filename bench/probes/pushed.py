"""Probes of /mds: an operator that pushes gets its own vehicles, and nobody else gets any.

Two operators push the same kinds of things. What the one asks or pushes about what is the other's
is answered as if it were not there, and what is told of one's own stays the same, to the byte, when
the other pushes more. Whoever has no key for pushing hears one thing, whatever else they bring.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

import httpx
from fastapi import FastAPI
from psycopg import Connection
from starlette.routing import Mount

from api.intake.keys import make_key
from bench.probes.asking import asking
from bench.probes.found import Found
from bench.probes.ground import ABSENT, FOREIGN, NOW, OWN, SECRET, WHOSE, Ground
from ingest.feed import Feed, add_feed
from ingest.pushed.inbox import Inbox
from stoep.store.connect import pool
from stoep.vocabulary import FeedFormat

SPACE = UUID(int=17)
KINDS = ("vehicles", "stops", "events", "telemetry", "trips")
"""What is pushed, in the order in which it must be."""
Answer = tuple[int, str]
"""The status, and what is said, whatever the ids are."""


@dataclass(frozen=True)
class Operator:
    """One that pushes: its feed, and a client with its key."""

    whose: str
    feed: Feed
    client: httpx.AsyncClient

    async def push(self, inbox: Inbox, number: int, found: Found) -> None:
        """Tell one more of each of its own."""
        for kind in KINDS:
            answer = await self.client.post(f"/mds/{kind}", json=[_item(kind, self.whose, number)])
            found.note(answer.status_code != 201, self.whose, kind, answer.text)
        inbox.apply(self.feed)

    async def told(self, method: str, path: str, whose: str, found: Found) -> Answer:
        """What it hears about one's things, in its own name where something is sent."""
        answer = await _ask(self.client, method, path, whose, self.whose)
        found.tried += 1
        found.note(answer.status_code >= 500, self.whose, method, path, whose, answer.status_code)
        names = "|".join(_number(whose, 1, what) for what in ("provider", "device", "item"))
        return answer.status_code, re.sub(names, "#", answer.text)


async def probe(server: FastAPI, address: str, ground: Ground, found: Found) -> None:
    """Let two operators push, ask as both and as everybody else, and let each push more."""
    routes = list(_routes(server, found))
    async with asking(server, ground) as clients:
        for method, path in routes:
            for name, client in clients.items():
                answer = await _ask(client, method, path, OWN, OWN)
                found.tried += 1
                found.note(answer.status_code != 401, name, method, path, answer.status_code)
    with pool(address) as connections:
        with connections.connection() as connection:
            own, foreign = (_open(connection, server, whose) for whose in (OWN, FOREIGN))
        inbox = Inbox(connections, SECRET)
        await own.push(inbox, 1, found)
        await foreign.push(inbox, 1, found)
        for one, other in ((own, foreign), (foreign, own)):
            before = await _all_told(one, routes, found)
            await other.push(inbox, 2, found)
            found.note(await _all_told(one, routes, found) != before, one.whose, "hears of more")
        mine = await _all_told(foreign, routes, found)
        for method, path in routes:
            told = {whose: await own.told(method, path, whose, found) for whose in WHOSE}
            found.note(told[FOREIGN] != told[ABSENT], method, path, told[FOREIGN], told[ABSENT])
            if "{" in path:
                found.note(told[OWN][0] != 200, path, "does not tell what is one's own")
        inbox.apply(own.feed)
        found.note(await _all_told(foreign, routes, found) != mine, "what one pushes is another's")
    for operator in (own, foreign):
        await operator.client.aclose()


async def _all_told(one: Operator, routes: list[tuple[str, str]], found: Found) -> list[Answer]:
    """All that an operator can read."""
    reads = [path for method, path in routes if method == "GET"]
    return [await one.told("GET", path, whose, found) for path in reads for whose in WHOSE]


def _open(connection: Connection[Any], server: FastAPI, whose: str) -> Operator:
    """A feed that an operator pushes, with a key."""
    name = f"pushes-{whose}"
    feed = add_feed(
        connection, key=name, name=name, url="pushed", operator=name, interval_s=30,
        format=FeedFormat.agency, provider_id=UUID(_number(whose, 1, "provider")),
    )  # fmt: skip
    headers = {"authorization": f"Bearer {make_key(connection, name, NOW)}"}
    transport = httpx.ASGITransport(server, raise_app_exceptions=False)
    client = httpx.AsyncClient(transport=transport, base_url="http://probe", headers=headers)
    return Operator(whose, feed, client)


def _routes(server: FastAPI, found: Found) -> Iterator[tuple[str, str]]:
    """Every method and path of it; one of another kind is a leak until it is probed."""
    (app,) = (one.app for one in server.routes if isinstance(one, Mount) and one.path == "/mds")
    for route in app.app.routes:  # type: ignore[attr-defined]
        known = route.path.split("/")[1] in KINDS and set(route.path_regex.groupindex) <= {"one"}
        found.note(not known, route.path, "is not probed")
        for method in sorted(route.methods - {"HEAD"}):
            yield method, f"/mds{route.path}"


async def _ask(
    client: httpx.AsyncClient, method: str, path: str, whose: str, by: str
) -> httpx.Response:
    """A route about one's vehicle or stop, by an operator."""
    kind = path.split("/")[2]
    item = _item(kind, whose, 1)
    if method == "GET":
        return await client.get(
            path.format(one=item["stop_id" if kind == "stops" else "device_id"])
        )
    mine = item | {"provider_id": _number(by, 1, "provider")}
    return await client.request(method, path, json=[item, mine])


def _number(whose: str, number: int, what: str) -> str:
    """The id of somebody's thing."""
    return str(uuid5(SPACE, f"{whose} {number} {what}"))


def _item(kind: str, whose: str, number: int) -> dict[str, Any]:
    """One thing that is pushed: the vehicle or the stop, or what it did."""
    device, item = _number(whose, number, "device"), _number(whose, number, "item")
    at_ms = int(NOW.timestamp() * 1000) - 60_000
    place = {"lat": 52.075, "lng": 4.3012}
    about = {"provider_id": _number(whose, 1, "provider"), "device_id": device}
    more: dict[str, dict[str, Any]] = {
        "vehicles": {"vehicle_type": "bicycle", "propulsion_types": ["human"]},
        "stops": {"stop_id": item, "name": "Plein", "capacity": {"bicycle": 9}, "location": place,
                  "num_vehicles_available": {"bicycle": 1}, "num_vehicles_disabled": {}},
        "events": {"event_id": item, "vehicle_state": "available", "event_types": ["trip_end"],
                   "timestamp": at_ms, "location": place},
        "telemetry": {"telemetry_id": item, "timestamp": at_ms, "location": place},
        "trips": {"trip_id": item, "start_time": at_ms - 60_000, "end_time": at_ms,
                  "start_location": place, "end_location": place},
    }  # fmt: skip
    return about | more[kind]
