"""Every route with drawn parameters, asked in this process: an answer in time, and never a 500."""

import asyncio
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

import psycopg
from fastapi import FastAPI
from hypothesis import strategies as st

from api.app import create_app
from api.documentation import document
from api.intake.keys import make_key
from bench.scorecard.fuzz.drawn import by_schema, junk, odd_text, sometimes, spoiled
from bench.scorecard.fuzz.readers import FEATURE
from bench.scorecard.fuzz.tally import HANG_S, Tally, try_out
from bench.scorecard.servers import SECRET
from bench.scorecard.town import NOW_S, TOWN, Town
from stoep.settings import Settings
from tests.ingest.pushing import event, number

DAYS = ("2026-03-12", "2026-03-14", "2026-03-15", "2026-03-29", "9999-12-31", "0001-01-01")
MOMENTS = ("2026-03-14T08:00:00Z", "2026-03-15T12:00:00+01:00", "2026-03-12T00:00:00Z")
WORDS = (
    TOWN, "swift", "veer", "permit_fleet", "parked_density", "beach_day", "district", "moped",
    "yes", "no", "csv", "xlsx", "geojson", "gpkg", "hub/H1", "4.30,52.07,4.32,52.08",
)  # fmt: skip
OTHERS: Mapping[str, tuple[str, ...]] = {
    "/ogc/": (), "/ogc/api": (), "/ogc/conformance": (), "/ogc/collections": (),
    "/ogc/collections/{id}": (),
    "/ogc/collections/{id}/items": ("bbox", "datetime", "limit", "offset", "f"),
    "/ogc/collections/{id}/items/{feature}": (),
    "/city/policies": ("municipality",), "/city/policies/{id}": (),
    "/city/geographies": ("municipality",), "/city/geographies/{id}": (),
    "/city/stops": ("municipality",), "/city/rules": ("municipality", "language"),
    "/metrics": (), "/.well-known/security.txt": (),
}  # fmt: skip
"""What is under no /v1, with the parameters that it takes."""
PUSHED = ("vehicles", "events", "telemetry", "trips", "stops")
SLOW = {"/modules/{id}/trials": 0.1, "/what-if": 0.3, "/areas/series": 0.5}
"""Routes that work long for one good question are asked less often."""


@dataclass(frozen=True)
class Question:
    """One request."""

    method: str
    target: str
    body: bytes = b""
    headers: tuple[tuple[bytes, bytes], ...] = ()


def ask_all(tally: Tally, town: Town, times: int, from_seed: int) -> None:
    """So many questions to all routes together."""
    told = Settings(acting="anyone", rate_per_minute=0)
    app = create_app(told, town.address, clock=lambda: NOW_S, secret=SECRET)
    with psycopg.connect(town.address) as connection:
        key = make_key(connection, "veer", datetime.fromtimestamp(NOW_S, UTC))
    known = (*town.areas, town.hub, town.stay, town.limit, *DAYS, *MOMENTS, *WORDS)
    parts = [*_routes(app, known), *_others(known), *_pushed(key)]
    each = times / sum(SLOW.get(name, 1) for name, _ in parts)
    with _running(app) as asking:
        for place, (name, questions) in enumerate(parts):

            def ask(question: Question, name: str = name) -> None:
                status, why = asking(question)
                if status >= 500:
                    tally.wrong(name, str(status), question, why)

            share = max(1, round(each * SLOW.get(name, 1)))
            try_out(tally, name, questions, ask, share, from_seed + place)


def _routes(
    app: FastAPI, known: Sequence[Any]
) -> Iterator[tuple[str, st.SearchStrategy[Question]]]:
    """Every route of /v1, by what OpenAPI tells of it."""
    told = described(app)
    parts = told.get("components", {}).get("schemas", {})
    for path, methods in told["paths"].items():
        for method, route in methods.items():
            yield path, _questions(method.upper(), f"/v1{path}", route, parts, known)


def described(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document of what is under /v1."""
    inner = next(route for route in app.routes if getattr(route, "path", "") == "/v1").app  # type: ignore[attr-defined]
    while not isinstance(inner, FastAPI):
        inner = inner.app
    return document(inner)


def _questions(
    method: str,
    path: str,
    route: Mapping[str, Any],
    parts: Mapping[str, Any],
    known: Sequence[Any],
) -> st.SearchStrategy[Question]:
    places, query = {}, {}
    for told in route.get("parameters", ()):
        drawn = by_schema(told.get("schema", {}), parts, known).map(_written)
        drawn = sometimes(drawn | st.sampled_from(known).map(_written), odd_text(), 6)
        holder = places if told["in"] == "path" else query
        holder[told["name"]] = (drawn, told.get("required", False))
    needed = {name: drawn for name, (drawn, must) in query.items() if must}
    rest = {name: drawn for name, (drawn, must) in query.items() if not must}
    content = route.get("requestBody", {}).get("content", {})
    kind, schema = next(iter(content.items()), ("", {}))
    body: st.SearchStrategy[Any] = st.just(b"")
    if kind == "application/json":
        whole = by_schema(schema["schema"], parts, known)
        body = sometimes(whole, junk, 8).map(_encoded)
    elif kind:
        body = spoiled([{"type": "FeatureCollection", "features": [FEATURE]}]) | st.binary()
    twice = st.integers(0, 20)

    def made(told: tuple[dict[str, str], dict[str, str], bytes, int]) -> Question:
        at, asked, sent, lot = told
        target = path
        for name, value in at.items():
            target = target.replace("{" + name + "}", _quoted(value))
        pairs = [*asked.items(), *([*asked.items()][:1] if lot == 0 else [])]
        words = urlencode(pairs, errors="surrogatepass")
        headers = ((b"content-type", kind.encode()),) if kind else ()
        return Question(method, f"{target}?{words}", sent, headers)

    filled = st.fixed_dictionaries({name: drawn for name, (drawn, _) in places.items()})
    asked = sometimes(
        st.fixed_dictionaries(needed, optional=rest),
        st.fixed_dictionaries({}, optional={**needed, **rest}),
        5,
    )
    return st.tuples(filled, asked, body, twice).map(made)


def _others(known: Sequence[Any]) -> Iterator[tuple[str, st.SearchStrategy[Question]]]:
    values = sometimes(st.sampled_from(known).map(_written), odd_text(), 3)
    ids = sometimes(
        st.sampled_from(("zone", "district", "h3", "1", number("x"))) | values, odd_text(), 4
    )
    for path, names in OTHERS.items():

        def made(told: tuple[str, str, dict[str, str]], path: str = path) -> Question:
            one, other, asked = told
            target = path.replace("{id}", _quoted(one)).replace("{feature}", _quoted(other))
            return Question("GET", f"{target}?{urlencode(asked, errors='surrogatepass')}")

        asked = st.fixed_dictionaries({}, optional=dict.fromkeys(names, values))
        yield path, st.tuples(ids, ids, asked).map(made)


def _pushed(key: str) -> Iterator[tuple[str, st.SearchStrategy[Question]]]:
    """Batches of an operator with a good key: good ones to which something was done."""
    headers = ((b"authorization", f"Bearer {key}".encode()), (b"content-type", b"application/json"))
    vehicle = {**event("v1", 0, "x"), "vehicle_id": "p", "vehicle_type": "moped",
               "propulsion_types": ["electric"]}  # fmt: skip
    batches = [
        [vehicle, vehicle],
        [event("v1", 60, "available", "trip_end", 20), event("v1", 90, "on_trip")],
        [{**event("v1", 5, "available", metres=4), "trip_id": number("t"), "start_time": 1,
          "end_time": 2, "start_location": {"lat": 52.1, "lng": 4.3}, "duration": 1}],
        [{"stop_id": number("s"), "name": "S", "location": {"lat": 52.1, "lng": 4.3},
          "capacity": {"bicycle": 4}}],
    ]  # fmt: skip
    for kind in PUSHED:
        drawn = spoiled(batches).map(
            lambda told, kind=kind: Question("POST", f"/mds/{kind}", told, headers)
        )
        yield f"push {kind}", drawn


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _encoded(value: Any) -> bytes:
    return json.dumps(value).encode("utf-8", "surrogatepass")


def _quoted(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="") or "%20"


@contextmanager
def _running(app: FastAPI) -> Iterator[Any]:
    """A function that asks the application and gives the status, and what was raised."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    def ask(question: Question) -> tuple[int, str]:
        waiting = asyncio.run_coroutine_threadsafe(_answer(app, question), loop)
        try:
            return waiting.result(HANG_S)
        except TimeoutError:
            waiting.cancel()
            return 599, f"no answer within {HANG_S:g} s"

    try:
        yield ask
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        app.state.evidence.connections.close()
        app.state.evidence.writing.close()


async def _answer(app: FastAPI, question: Question) -> tuple[int, str]:
    path, _, words = question.target.partition("?")
    from urllib.parse import unquote_to_bytes

    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "http",
        "method": question.method, "root_path": "", "query_string": words.encode(),
        "path": unquote_to_bytes(path).decode("utf-8", "replace"), "raw_path": path.encode(),
        "headers": [(b"host", b"127.0.0.1"), *question.headers], "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80), "state": {},
    }  # fmt: skip
    told = [{"type": "http.request", "body": question.body, "more_body": False}]
    statuses: list[int] = []

    async def receive() -> dict[str, Any]:
        if told:
            return told.pop()
        await asyncio.sleep(HANG_S)
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    try:
        await app(scope, receive, send)
    except Exception as wrong:
        return 500, f"{type(wrong).__name__}: {wrong}"
    return statuses[0] if statuses else 500, ""
