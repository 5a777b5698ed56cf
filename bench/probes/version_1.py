"""Cross-tenant probes: every route, by every kind of caller, about what is own, foreign and absent.

A probe leaks where a caller gets what is not theirs (a stay, a place where a vehicle stands, an
address, a key's name), is let through where the rule says no, learns from another's that it is
there, or makes the server fail. A route without a rule is a leak too. Reading is for people here.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import httpx
from fastapi.routing import APIRoute
from psycopg import Connection

from api.app import version_1
from api.evidence import Evidence, open_evidence
from api.people.caller import OrganisationKind, Role, Scope
from api.people.keys import make_api_key
from api.people.organisations import NewOrganisation, add_organisation, platform_of
from api.people.sessions import COOKIE, begin_session
from api.permissions import MOVEMENTS, RULES, Gives, May, Rule, Whose
from bench.scratch import scratch_database
from stoep.settings import Settings
from stoep.store.connect import pool
from stoep.vocabulary import AreaKind
from tests.worlds import World, at, drawing
from zones.policy.drawn import drawn as drawn_as
from zones.policy.life import Draft, draw

NOW = at("15 12:00")
SECRET = "the secret of these probes"
OWN, FOREIGN, ABSENT = "own", "foreign", "absent"
WHOSE = (OWN, FOREIGN, ABSENT)
TOWNS = {OWN: "GM1", FOREIGN: "GM2", ABSENT: "GM3"}
AT_ONCE = 8
ONLY: tuple[str, ...] = ()
"""Paths that are probed alone; none: all."""
ROWS = (Gives.rows, Gives.deed)
ALL = frozenset(TOWNS.values())
DAYS = {"from": "2026-03-12", "to": "2026-03-14"}
PERIOD = {"from": "2026-03-12T00:00:00Z", "to": "2026-03-14T00:00:00Z"}
RECEIPT = re.compile(r'"receipt":"[^"]*"')


@dataclass(frozen=True)
class Actor:
    """Somebody who asks: what they bring, and of which town and operator they may see rows."""

    headers: Mapping[str, str] = field(default_factory=dict)
    town: str | None = None
    operator: str | None = None
    known: bool = True
    reads: bool = True
    """False: a key that is not for reading."""


@dataclass(frozen=True)
class Secret:
    """A text that may be in an answer only to a town and to an operator."""

    text: str
    town: str | None
    operator: str | None = None


@dataclass
class Ground:
    """Two towns with the same in each, who asks, and what must stay with whom."""

    numbers: dict[str, dict[str, int]]
    shapes: dict[str, dict[str, Any]]
    actors: dict[str, Actor]
    secrets: list[Secret]


@dataclass
class Found:
    """How many probes were tried, and what leaked."""

    tried: int = 0
    detail: list[str] = field(default_factory=list)

    def note(self, leaks: bool, *what: object) -> None:
        """Count a leak."""
        if leaks:
            self.detail.append(" ".join(map(str, what))[:300])


def run(every: int = 1) -> dict[str, Any]:
    """Probe a scratch database; `every` n-th route alone, for a quick look."""
    with scratch_database("probes") as address:
        return probe(address, every)


def probe(address: str, every: int = 1) -> dict[str, Any]:
    """Draw the ground in a migrated, empty database, and probe it."""
    with drawing(address) as world, pool(address) as connections:
        with connections.connection() as connection:
            ground = draw_ground(world, connection)
        found = asyncio.run(_probed(address, ground, every))
    return {"tried": found.tried, "leaked": len(found.detail), "detail": found.detail}


def draw_ground(world: World, connection: Connection[Any]) -> Ground:
    """Two municipalities side by side; in each a zone, a limit, and vehicles of two operators."""
    areas = {}
    shapes: dict[str, dict[str, Any]] = {}
    for whose, west in ((OWN, 4.30), (FOREIGN, 4.32)):
        areas[whose] = world.area(
            AreaKind.municipality, TOWNS[whose], west, 52.07, west + 0.02, 52.08,
            municipality=TOWNS[whose],
        )  # fmt: skip
        ring = [[west + 0.001, 52.071], [west + 0.009, 52.071], [west + 0.009, 52.079]]
        shapes[whose] = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    ring = [[5.0, 52.0], [5.01, 52.0], [5.01, 52.01]]
    shapes[ABSENT] = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    secrets, stays, limits, zones = [], {}, {}, {}
    connection.execute("select setval('zone_id_seq', 700)")
    for operator in ("swift", "veer"):
        world.feed(operator, ("10 00:00", "15 12:00"))
    for number, (whose, operator) in enumerate(
        (whose, operator) for whose in (OWN, FOREIGN) for operator in ("swift", "veer")
    ):
        lon, lat = (4.3012345 if whose == OWN else 4.3212345) + number * 1e-6, 52.0754321
        stay = world.stands(operator, lon, lat, "11 00:00", areas=(areas[whose],))
        stays.setdefault(whose, stay)
        told = (str(stay), f"{lon:.6f}", f"{lon:.7f}")
        secrets += [Secret(text, TOWNS[whose], operator) for text in told]
    for whose in (OWN, FOREIGN):
        shaped = drawn_as({"type": "Feature", "properties": {}, "geometry": shapes[whose]})
        zones[whose] = draw(connection, AreaKind.hub, TOWNS[whose], Draft("Plein", shaped, None,
                            None), "a probe", NOW)  # fmt: skip
        row = connection.execute(
            "insert into permit_limit (municipality, operator_id, indicator, bound, value, unit,"
            " effective_from, set_by, why) values (%s, (select id from operator where key ="
            " 'swift'), 'permit_fleet', 'maximum', 5, 'vehicles', '2026-03-01', 'a', 'b')"
            " returning id",
            [TOWNS[whose]],
        ).fetchone()
        assert row is not None
        limits[whose] = row[0]
    organisations, actors, more = _people(connection)
    nothing = {ABSENT: 909}
    numbers = {
        "areas": areas | nothing, "hubs": areas | nothing, "zones": zones | nothing,
        "limits": limits | nothing, "stay": stays | {ABSENT: stays[OWN] + 900},
        "organisations": organisations | nothing,
    }  # fmt: skip
    return Ground(numbers, shapes, actors, [*secrets, *more])


def _people(connection: Connection[Any]) -> tuple[dict[str, int], dict[str, Actor], list[Secret]]:
    """Organisations, somebody in each role, programs, and who brings what is worth nothing."""
    kinds = {
        "GM1": OrganisationKind.municipality, "GM2": OrganisationKind.municipality,
        "swift": OrganisationKind.operator, "together": OrganisationKind.coordinator,
    }  # fmt: skip
    numbers = {"platform": platform_of(connection, "a probe", NOW)}
    for of, kind in kinds.items():
        town = of if kind is OrganisationKind.municipality else None
        operator = of if kind is OrganisationKind.operator else None
        wish = NewOrganisation(kind, of.title(), town, operator)
        numbers[of] = add_organisation(connection, wish, "a probe", NOW)
    actors, secrets = {"nobody": Actor(known=False)}, []
    for of, role in (
        ("GM1", Role.viewer), ("GM1", Role.officer), ("GM1", Role.admin), ("GM2", Role.officer),
        ("swift", Role.officer), ("together", Role.officer), ("platform", Role.admin),
    ):  # fmt: skip
        email = f"{role}@{of.lower()}.example"
        cookie = _session(connection, numbers[of], role, email)
        town, operator = of if of in ALL else None, of if of == "swift" else None
        actors[f"{role} of {of}"] = Actor({"cookie": f"{COOKIE}={cookie}"}, town, operator)
        secrets.append(Secret(email, town, operator))
    for of, scopes in (("GM1", list(Scope)), ("GM1", [Scope.zones]), ("GM2", [Scope.read]),
                       ("swift", [Scope.read])):  # fmt: skip
        name = f"robot-{of.lower()}-{len(scopes)}"
        key = make_api_key(connection, numbers[of], name, scopes, timedelta(days=1), "a", NOW)
        town, operator = of if of in ALL else None, of if of == "swift" else None
        actors[f"{name} {scopes[0]}"] = Actor(
            {"authorization": f"Bearer {key}"}, town, operator, reads=Scope.read in scopes
        )
        secrets.append(Secret(name, town, operator))
    past = make_api_key(connection, numbers["GM1"], "past", [Scope.read], timedelta(days=-1), "a",
                        NOW)  # fmt: skip
    actors["a key of the past"] = Actor({"authorization": f"Bearer {past}"}, known=False)
    actors["a forged key"] = Actor({"authorization": f"Bearer {past[:-4]}AAAA"}, known=False)
    actors["a forged cookie"] = Actor({"cookie": f"{COOKIE}={'A' * 43}"}, known=False)
    # Whoever runs this Stoep sees who belongs to what: that is no row.
    people = [s for s in secrets if s.town or s.operator]
    return {OWN: numbers["GM1"], FOREIGN: numbers["GM2"]}, actors, people


def _session(connection: Connection[Any], organisation: int, role: Role, email: str) -> str:
    row = connection.execute(
        "insert into person (name, email, added_at) values ('Somebody', %s, %s) returning id",
        [email, NOW],
    ).fetchone()
    assert row is not None
    connection.execute(
        "insert into membership (person_id, organisation_id, role, added_by, added_at)"
        " values (%s, %s, %s, 'a probe', %s)",
        [row[0], organisation, role, NOW],
    )
    return begin_session(connection, row[0], "password", "127.0.0.1", NOW)


async def _probed(address: str, ground: Ground, every: int) -> Found:
    settings = Settings(acting="people", reading="people")
    evidence = open_evidence(settings, address, NOW.timestamp, SECRET)
    found, turns = Found(), asyncio.Semaphore(AT_ONCE)
    try:
        app = version_1(evidence)
        async with _asking(app, ground) as clients:
            routes = [one for number, one in enumerate(_routes(app)) if number % every == 0]
            # Who signed out asks nothing more.
            for last in (False, True):
                asking = [
                    _route(clients, ground, method, route.path, found, turns)
                    for method, route in routes
                    if (route.path == "/sign-outs") is last
                ]
                await asyncio.gather(*asking)
    finally:
        _close(evidence)
    return found


def _close(evidence: Evidence) -> None:
    evidence.connections.close()
    evidence.writing.close()


def _routes(app: Any) -> Iterator[tuple[str, APIRoute]]:
    """Every route that the application has, whether it has a rule or not."""
    for one in app.routes:
        for route in getattr(getattr(one, "original_router", None), "routes", [one]):
            if isinstance(route, APIRoute) and (not ONLY or route.path in ONLY):
                for method in sorted(route.methods):
                    yield method, route


@asynccontextmanager
async def _asking(app: Any, ground: Ground) -> AsyncIterator[dict[str, httpx.AsyncClient]]:
    clients = {
        name: httpx.AsyncClient(
            transport=httpx.ASGITransport(app, raise_app_exceptions=False),
            base_url="http://probe", headers=dict(actor.headers),
        )
        for name, actor in ground.actors.items()
    }  # fmt: skip
    yield clients
    for client in clients.values():
        await client.aclose()


async def _route(
    clients: dict[str, httpx.AsyncClient], ground: Ground, method: str, path: str, found: Found,
    turns: asyncio.Semaphore,
) -> None:  # fmt: skip
    """All that is asked of one route, by everybody."""
    rule = RULES.get((method, path))
    found.note(rule is None, method, path, "has no rule")
    for name, client in clients.items():
        told: dict[str, list[httpx.Response]] = {}
        for whose in (ABSENT, FOREIGN, OWN):
            told[whose] = []
            for how in asked(method, path, whose, ground):
                async with turns:
                    answer = await client.request(method, **how)
                found.tried += 1
                told[whose].append(answer)
                _judge(found, ground, name, rule, answer, how, whose)
        if rule is not None and rule.gives in ROWS and rule.whose is not Whose.map:
            _compare(found, ground, name, path, told)


def _judge(
    found: Found, ground: Ground, name: str, rule: Rule | None, answer: httpx.Response,
    how: dict[str, Any], whose: str,
) -> None:  # fmt: skip
    """Whether one answer leaks."""
    actor, asked_for = ground.actors[name], (name, how)
    found.note(answer.status_code >= 500, *asked_for, answer.status_code)
    sent = str(how)
    for secret in ground.secrets:
        theirs = actor.town is not None and actor.town == secret.town
        theirs |= actor.operator is not None and actor.operator == secret.operator
        if not theirs and secret.text not in sent and secret.text in answer.text:
            # The log has what they asked; the platform's admins see who belongs to what.
            own = "/audit" in str(how["url"]) or name.endswith("platform")
            own &= rule is not None and rule.gives is Gives.own
            found.note(not own, *asked_for, "tells", secret.text)
    if rule is None:
        found.note(answer.status_code < 400, *asked_for, "a route without a rule answers")
        return
    may = actor.reads and (actor.town is not None or actor.operator is not None)
    rows = rule.gives is Gives.rows or (
        rule.gives is Gives.numbers and any(f"/{one}/" in str(how["url"]) for one in MOVEMENTS)
    )
    if (rows and not may) or (rule.may not in (May.everybody, May.newcomer) and not actor.known):
        found.note(answer.status_code < 400, *asked_for, answer.status_code, "let through")
    if rows and actor.operator is None and whose == FOREIGN and actor.town == TOWNS[OWN]:
        through = answer.status_code < 400 and rule.whose is not Whose.map
        found.note(through, *asked_for, answer.status_code, "another's is let through")


def _compare(
    found: Found, ground: Ground, name: str, path: str, told: dict[str, list[httpx.Response]]
) -> None:
    """What is another's answers as what is not there."""
    actor = ground.actors[name]
    if actor.operator is not None:
        return  # Areas are public: an operator sees its own in any, and nothing where none is.
    others = [w for w in (OWN, FOREIGN) if TOWNS[w] != actor.town and w in told]
    for whose in others:
        for one, none in zip(told[whose], told[ABSENT], strict=True):
            same = one.status_code == none.status_code
            same &= _plain(one, whose, ground) == _plain(none, ABSENT, ground)
            found.note(not same, name, path, whose, one.text[:120], "is not", none.text[:120])


def _plain(answer: httpx.Response, whose: str, ground: Ground) -> str:
    """What an answer says, whatever the object is called."""
    text = RECEIPT.sub("", answer.text)
    names = {str(numbers[whose]) for numbers in ground.numbers.values()} | {TOWNS[whose]}
    for one in sorted(names, key=len, reverse=True):
        text = re.sub(rf"(?<![\w.]){one}(?!\w)", "#", text)
    return text


def asked(method: str, path: str, whose: str, ground: Ground) -> Iterator[dict[str, Any]]:
    """How a route is asked about an object, as it is meant to be."""
    kind = next((k for k in ("areas", "hubs", "zones", "limits", "organisations") if k in path), "")
    number = ground.numbers[kind or "stay"][whose]
    for indicator in (*MOVEMENTS, "parked_density") if "{indicator}" in path else ("",):
        url = path.format(
            id="beach_day" if path.startswith("/modules") else number, indicator=indicator,
            key="swift", z=14, x=8387, y=5408, receipt="none", token="none",
        )  # fmt: skip
        if method == "GET":
            yield {"url": url, "params": _query(path, whose, ground)}
            continue
        for body in _bodies(path, whose, ground):
            params = {"municipality": TOWNS[whose], "by": "x"} if path == "/zones/uploads" else {}
            yield {"url": url, "params": params, "json": body}


def _query(path: str, whose: str, ground: Ground) -> dict[str, Any]:
    """What a question must have beside its path."""
    area, town = ground.numbers["areas"][whose], {"municipality": TOWNS[whose]}
    row = {**town, "operator": "swift", "indicator": "permit_fleet"}
    path = path.removeprefix("/exports")
    known: dict[str, dict[str, Any]] = {
        "/worklist/mail": {"area": area, "operator": "swift", "format": "text"},
        "/worklist/export": {"area": area, "format": "csv"}, "/vehicles": {"area": area},
        "/hot-spots/lasting": {"area": area, "least": 2, **PERIOD},
        "/hot-spots": {"area": area, "least": 2},
        "/long-parked": {"area": area, "days": 1}, "/worklist": {"area": area},
        "/permits/verdict": {**row, "day": "2026-03-13"},
        "/permits/board": town | DAYS, "/permits/course": row | DAYS,
        "/reports/council": town | DAYS, "/reports/operator": {**town, **DAYS, "operator": "swift"},
        "/indicators/{indicator}/map": {"kind": "municipality", **town, **PERIOD},
        "/indicators/{indicator}/series": {"area": area, **PERIOD},
        "/indicators/{indicator}/profile": {"area": area, **PERIOD},
        "/indicators/{indicator}/comparison": {"area": area},
        "/areas": {"kind": "municipality", **town}, "/flows": {"area": area, **PERIOD},
        "/mandates/letter": {**town, "operator": "swift", "from": DAYS["from"]},
        "/what-if/limit": {**town, "indicator": "permit_fleet", "value": "1", "unit": "vehicles",
                           "from": DAYS["from"]},
        "/labels/day": {**town, "module": "beach_day", "day": "2026-03-13"},
        "/labels/compare": {**town, "module": "beach_day", "from": DAYS["from"]},
        "/places": {"q": "plein"}, "/imported-park-events": {"area": area, **DAYS},
        "/hubs/{id}/states": {"day": "2026-03-13"},
        "/counting-methods": {"area": area, "day": "2026-03-13"},
    }  # fmt: skip
    towns = ("/mandates", "/labels", "/effects", "/modules", "/permits", "/zones", "/hubs")
    if path not in known and path.startswith(towns) and path not in ("/zones/{id}",):
        days = DAYS if path in ("/labels", "/mandates/delivery") else {}
        return {**town, **days} if "{id}" not in path or "modules" in path else {}
    return known.get(path, {})


def _bodies(path: str, whose: str, ground: Ground) -> Iterator[dict[str, Any]]:
    """What is sent: an act on the object, a drawing in it."""
    town, shape = {"municipality": TOWNS[whose]}, ground.shapes[whose]
    known: dict[str, list[dict[str, Any]]] = {
        "/what-if": [{"geometry": shape, "kind": "no_parking", **PERIOD},
                     {"zone": ground.numbers["zones"][whose], **PERIOD}],
        "/areas/series": [{"geometry": shape, **PERIOD}],
        "/zones/drawings": [town | {"kind": "hub", "name": "P", "geometry": shape, "by": "x"}],
        "/modules/{id}/settings": [town | {"enabled": False, "by": "x", "why": "y"}],
        "/worklist/{id}/actions": [{"what": "noted", "note": "n", "by": "x"}],
        "/zones/{id}/actions": [{"what": "committed", "by": "x", "after": 1}],
        "/permits/decisions": [town | {"operator": "swift", "indicator": "permit_fleet", "value": 4,
                               "unit": "vehicles", "from": "2026-04-01", "by": "x", "why": "y"}],
        "/permits/limits/{id}/withdrawal": [{"from": "2026-05-01", "by": "x", "why": "y"}],
        "/organisations/{id}/keys": [{"name": "k", "scopes": ["read"]}],
        "/organisations/{id}/invitations": [{"email": "x@example.org", "role": "viewer"}],
        "/organisations/{id}/roles": [{"member": 9999, "role": "viewer"}],
        "/organisations/{id}/endings": [{"what": "key", "id": 9999}],
    }  # fmt: skip
    yield from known.get(path, [{}])


if __name__ == "__main__":
    told = run()
    print(told["tried"], "tried,", told["leaked"], "leaked")
    print("\n".join(told["detail"][:40]))
