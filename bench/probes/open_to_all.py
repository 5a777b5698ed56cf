"""Probes of /ogc and /city: they tell everybody the same, and nothing of what is not published.

What they tell is public: areas, and zones that operators may know of. So nobody gets a stay, a
place where a vehicle stands or a name of somebody; a concept of any town is as if it were not
there; and what is asked of one town stays the same, to the byte, when more of another comes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid5

import httpx
from fastapi import FastAPI
from fastapi.routing import APIRoute
from psycopg import Connection
from starlette.routing import Mount

from api.city.zones import NAMESPACE
from bench.probes.asking import asking
from bench.probes.found import Found
from bench.probes.ground import ABSENT, FOREIGN, NOW, OWN, TOWNS, Ground
from stoep.vocabulary import AreaKind
from tests.worlds import World, drawing
from zones.policy.drawn import drawn
from zones.policy.life import Draft, commit, draw, publish

PREFIXES = ("/ogc", "/city")
BOXES = {OWN: "4.301,52.0705,4.319,52.0795", FOREIGN: "4.321,52.0705,4.339,52.0795",
         ABSENT: "5.0,52.0,5.01,52.01"}  # fmt: skip
NONE = 909
"""The number of no zone."""
HIDDEN = "only the town knows"
EVER = "2000-01-01T00:00:00Z/.."
Answers = dict[str, tuple[int, bytes]]
"""By address: the status, and the body."""


@dataclass(frozen=True)
class Published:
    """The zones of a town: those that operators know of, and those that only the town knows of."""

    known: tuple[int, ...]
    hidden: tuple[int, ...]

    @property
    def all(self) -> tuple[int, ...]:
        """The numbers of all of them."""
        return self.known + self.hidden


async def probe(server: FastAPI, address: str, ground: Ground, found: Found) -> None:
    """Ask everything that is open, as everybody; then draw more of another's, and ask again."""
    paths = list(_paths(server, found))
    with drawing(address) as world:
        zones = {whose: _publish(world.connection, whose, ground) for whose in (OWN, FOREIGN)}
        async with asking(server, ground) as clients:
            nobody = clients["nobody"]
            usual = await _told(nobody, _addresses(paths, zones), found)
            for name, client in clients.items():
                for asked, answer in (await _told(client, usual, found)).items():
                    found.note(answer != usual[asked], name, asked, "is told something else")
            _judge(ground, zones, paths, usual, found)
            own = await _told(nobody, _of_town(paths, OWN, zones[OWN].all), found)
            _more_of_another(world, ground)
            for asked, answer in (await _told(nobody, own, found)).items():
                found.note(answer != own[asked], asked, "changes with more of another's")


def _publish(on: Connection[Any], whose: str, ground: Ground) -> Published:
    """Draw a hub and a no-parking zone that hold; and a concept, a zone that is watched, one that
    was decided on and is not published yet."""
    shape = drawn({"type": "Feature", "properties": {}, "geometry": ground.shapes[whose]})
    first, second, third = (NOW - timedelta(days=day) for day in (3, 2, 1))

    def one(kind: AreaKind, name: str) -> int:
        capacity = {"combined": 20} if kind is AreaKind.hub else None
        return draw(on, kind, TOWNS[whose], Draft(name, shape, capacity, None), "a probe", first)

    known = one(AreaKind.hub, "Plein"), one(AreaKind.no_parking, "Straat")
    for zone in known:
        commit(on, zone, "a probe", first)
        publish(on, zone, second, third, "a probe", first)
    hidden = one(AreaKind.hub, HIDDEN), one(AreaKind.monitoring, HIDDEN), one(AreaKind.hub, HIDDEN)
    commit(on, hidden[2], "a probe", first)
    publish(on, hidden[2], NOW + timedelta(days=1), NOW + timedelta(days=9), "a probe", first)
    return Published(known, hidden)


def _more_of_another(world: World, ground: Ground) -> None:
    """Another town gets zones, an area, and vehicles of operators of its own."""
    _publish(world.connection, FOREIGN, ground)
    area = world.area(
        AreaKind.district, "d2", 4.322, 52.07, 4.34, 52.08, municipality=TOWNS[FOREIGN]
    )
    towns = (ground.numbers["areas"][FOREIGN], area)
    for operator in ("zilt", "duin"):
        world.feed(operator, ("10 00:00", "15 12:00"))
        for place in range(5):
            world.stands(operator, 4.3251 + place / 1000, 52.0753, "12 00:00", areas=towns)


def _paths(server: FastAPI, found: Found) -> Iterator[str]:
    """Every route of what is open; one that is no question is a leak until it is probed."""
    for mount in server.routes:
        if isinstance(mount, Mount) and mount.path in PREFIXES:
            for route in mount.app.app.routes:  # type: ignore[attr-defined]
                for one in getattr(getattr(route, "original_router", None), "routes", [route]):
                    path = f"{mount.path}{one.path}"
                    asks = isinstance(one, APIRoute) and set(one.methods or ()) <= {"GET", "HEAD"}
                    found.note(not asks, path, "is not probed")
                    yield path


def _addresses(paths: list[str], zones: dict[str, Published]) -> Iterator[str]:
    """All that is asked: of own, foreign and absent, published and not."""
    for whose in (OWN, FOREIGN, ABSENT):
        yield from _of_town(paths, whose, zones[whose].all if whose in zones else (NONE,))
    for path in paths:
        if "{" not in path:
            yield path
        elif path.endswith("/items"):
            yield f"{path.format(collection='zone')}?datetime={EVER}"


def _of_town(paths: list[str], whose: str, numbers: tuple[int, ...]) -> Iterator[str]:
    """What is asked of one town, and of zones by their numbers."""
    for path in paths:
        if path.startswith("/city/") and "{" not in path:
            start = "&start_date=1514764800000" if path.endswith("/policies") else ""
            yield f"{path}?municipality={TOWNS[whose]}{start}"
        elif path.endswith("/items"):
            for collection in ("zone", "municipality", "district", "neighbourhood", "h3"):
                yield f"{path.format(collection=collection)}?bbox={BOXES[whose]}&datetime={EVER}"
        elif _is_of_zone(path):
            yield from (_of_zone(path, number) for number in numbers)


def _is_of_zone(path: str) -> bool:
    return "{" in path and not path.endswith(("{collection}", "/items"))


def _of_zone(path: str, number: int) -> str:
    """The address of one zone."""
    if path.startswith("/ogc"):
        return path.format(collection="zone", feature=number)
    kind = "policy" if "policies" in path else "geography"
    return f"{path[: path.index('{')]}{_mds_id(kind, number)}"


def _mds_id(kind: str, number: int) -> str:
    """As it is made out of a zone's number; a policy holds since yesterday."""
    since = int((NOW - timedelta(days=1)).timestamp() * 1000)
    return str(uuid5(NAMESPACE, f"{kind}/{number}" + (f"/{since}" if kind == "policy" else "")))


async def _told(
    client: httpx.AsyncClient, addresses: Iterator[str] | Answers, found: Found
) -> Answers:
    told: Answers = {}
    for asked in addresses:
        answer = await client.get(asked)
        found.tried += 1
        told[asked] = (answer.status_code, answer.content)
    return told


def _judge(
    ground: Ground, zones: dict[str, Published], paths: list[str], told: Answers, found: Found
) -> None:
    """What nobody may be told is told to nobody; what is public is there."""
    for asked, (status, body) in told.items():
        found.note(status >= 500, asked, status)
        for text in (HIDDEN, *(secret.text for secret in ground.secrets)):
            found.note(text.encode() in body, asked, "tells", text)
    for path in filter(_is_of_zone, paths):
        for town in zones.values():
            hub, street = (told[_of_zone(path, number)][0] for number in town.known)
            there = (404, 200) if "policies" in path else (200, 200)
            found.note((hub, street) != there, path, "does not tell what is public")
            for number in town.hidden:
                same = _plain(told, path, number) == _plain(told, path, NONE)
                found.note(not same, path, number, "is not as if it were not there")


def _plain(told: Answers, path: str, number: int) -> tuple[int, bytes]:
    """What is said of a zone, whatever its number is."""
    status, body = told[_of_zone(path, number)]
    return status, body.replace(str(number).encode(), b"#")
