"""How a route of /v1 is asked about an object, as it is meant to be."""

from collections.abc import Iterator
from typing import Any

from api.permissions import MOVEMENTS
from bench.probes.ground import TOWNS, Ground

DAYS = {"from": "2026-03-12", "to": "2026-03-14"}
PERIOD = {"from": "2026-03-12T00:00:00Z", "to": "2026-03-14T00:00:00Z"}


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
