"""The demo's feeds over HTTP: GBFS 2.3 and 3.0, at any moment that a request names.

A bare ASGI application: what a vehicle's line looks like is written once and kept, so that an
answer is a join of bytes.
"""

import hashlib
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import numpy as np

from demo.operators import BY_KEY, DemoOperator
from demo.world import METRES, SQUEEZE, World
from stoep.vocabulary import IdPolicy

Send = Callable[[dict[str, Any]], Awaitable[None]]
JITTER_VARIANTS = 4
JITTER_EVERY_S = 5400
RESERVED_S = 240
"""So long before a trip, three in ten vehicles are reserved."""


class Feeds:
    """Answers for each operator's files; `clock` gives unix seconds."""

    def __init__(self, world: World, clock: Callable[[], float]) -> None:
        self.world, self.clock = world, clock
        self._lines: dict[tuple[str, int, int, int], bytes] = {}

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Send) -> None:
        """The ASGI application."""
        if scope["type"] == "lifespan":
            return await _lifespan(receive, send)
        headers = dict(scope["headers"])
        asked = headers.get(b"demo-time")
        now_s = int(asked) if asked is not None and asked.isdigit() else int(self.clock())
        host = headers.get(b"host", b"127.0.0.1").decode("latin-1")
        status, body = self.answer(scope["path"], now_s, host)
        await send(
            {
                "type": "http.response.start",
                "status": status,
                "headers": [
                    (b"content-type", b"application/json; charset=utf-8"),
                    (b"content-length", str(len(body)).encode()),
                ],
            }
        )
        return await send({"type": "http.response.body", "body": body})

    def answer(self, path: str, now_s: int, host: str) -> tuple[int, bytes]:
        """Status and body for a path such as /zilt/vehicle_status."""
        key, _, file = path.strip("/").partition("/")
        operator = BY_KEY.get(key)
        if operator is None:
            return 404, b'{"detail": "no such operator"}'
        fault = self.world.fault(key, now_s)
        if fault is not None and fault.kind == "down":
            return 503, b'{"detail": "maintenance"}'
        if fault is not None:
            now_s = self.world.start_s + int(fault.from_h * 3600)
        name = file.removesuffix(".json")
        vehicles = "vehicle_status" if operator.gbfs_version >= "3" else "free_bike_status"
        if name == vehicles:
            return 200, self._vehicles(operator, now_s)
        files = {
            "gbfs": lambda: _discovery(operator, host),
            "system_information": lambda: _system(operator),
            "vehicle_types": lambda: _types(operator),
        }
        if name not in files:
            return 404, b'{"detail": "no such file"}'
        return 200, json.dumps(_envelope(operator, now_s, files[name]())).encode()

    def _vehicles(self, operator: DemoOperator, now_s: int) -> bytes:
        truth = self.world.truth(operator.key, now_s)
        rows = self.world.standing(operator.key, now_s)
        leaves = truth["until_s"][rows] - now_s
        reserved = (leaves < RESERVED_S) & (rows % 10 < 3)
        state = np.where(truth["broken"][rows], 2, np.where(reserved, 1, 0))
        variant = (
            (now_s // JITTER_EVERY_S + rows) % JITTER_VARIANTS if operator.jitter_m else rows * 0
        )
        lines = [
            self._line(operator, truth, row, s, v)
            for row, s, v in zip(rows.tolist(), state.tolist(), variant.tolist(), strict=True)
        ]
        if operator.ids is IdPolicy.rotating:
            salt = hashlib.blake2b(f"{operator.key} {now_s}".encode(), digest_size=5).hexdigest()
            lines = [
                b'{"bike_id":"%s-%d",' % (salt.encode(), i) + line for i, line in enumerate(lines)
            ]
        envelope = json.dumps(_envelope(operator, now_s, None))[:-5].encode()
        array = b'{"vehicles":[' if operator.gbfs_version >= "3" else b'{"bikes":['
        return envelope + array + b",".join(lines) + b"]}}"

    def _line(
        self, operator: DemoOperator, truth: dict[str, Any], row: int, state: int, variant: int
    ) -> bytes:
        kept = self._lines.get((operator.key, row, state, variant))
        if kept is None:
            kept = _write(operator, truth, row, state, variant)
            self._lines[(operator.key, row, state, variant)] = kept
        return kept


def _write(
    operator: DemoOperator, truth: dict[str, Any], row: int, state: int, variant: int
) -> bytes:
    """One vehicle as JSON; of a feed whose ids rotate without its beginning."""
    vehicle = int(truth["vehicle"][row])
    random = np.random.default_rng([row, variant, vehicle])
    # A gamma's long tail: half within the median, one in twenty beyond 14 m.
    metres = operator.jitter_m * random.gamma(0.8, 2.0) if operator.jitter_m else 0.0
    angle = random.uniform(0, 2 * np.pi)
    lon = truth["lon"][row] + metres * np.cos(angle) / METRES / SQUEEZE
    lat = truth["lat"][row] + metres * np.sin(angle) / METRES
    newer = operator.gbfs_version >= "3"
    name = (
        f"{operator.key} {vehicle}" if operator.ids is IdPolicy.stable else f"{operator.key} r{row}"
    )
    told = {
        "vehicle_id" if newer else "bike_id": hashlib.blake2b(
            name.encode(), digest_size=8
        ).hexdigest(),
        "lat": round(float(lat), 6),
        "lon": round(float(lon), 6),
        "is_reserved": state == 1,
        "is_disabled": state == 2,
        "vehicle_type_id": _type_of(operator, vehicle),
    }
    if any(kind == "electric" for _, kind, _ in operator.fleet):
        told["current_range_meters"] = 4000 + 137 * (row % 190)
    elif any(kind == "electric_assist" for _, kind, _ in operator.fleet):
        told["current_range_meters"] = 9000 + 211 * (row % 170)
    if operator.ids is IdPolicy.rotating:
        del told["bike_id"]
        return json.dumps(told, separators=(",", ":"))[1:].encode()
    return json.dumps(told, separators=(",", ":")).encode()


def _type_of(operator: DemoOperator, vehicle: int) -> str:
    for number, (_, _, count) in enumerate(operator.fleet):
        if vehicle < count:
            return f"type-{number + 1}"
        vehicle -= count
    raise ValueError("no such vehicle")


def _envelope(operator: DemoOperator, now_s: int, data: Any) -> dict[str, Any]:
    newer = operator.gbfs_version >= "3"
    at = datetime.fromtimestamp(now_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if newer else now_s
    return {
        "last_updated": at,
        "ttl": operator.interval_s,
        "version": operator.gbfs_version,
        "data": data,
    }


def _discovery(operator: DemoOperator, host: str) -> dict[str, Any]:
    newer = operator.gbfs_version >= "3"
    names = ["system_information", "vehicle_types"]
    names.append("vehicle_status" if newer else "free_bike_status")
    feeds = [{"name": n, "url": f"http://{host}/{operator.key}/{n}.json"} for n in names]
    return {"feeds": feeds} if newer else {"nl": {"feeds": feeds}}


def _system(operator: DemoOperator) -> dict[str, Any]:
    if operator.gbfs_version >= "3":
        return {
            "system_id": operator.key,
            "languages": ["nl"],
            "name": [{"text": operator.name, "language": "nl"}],
            "opening_hours": "24/7",
            "feed_contact_email": f"feeds@{operator.key}.example",
            "timezone": "Europe/Amsterdam",
        }
    return {
        "system_id": operator.key,
        "language": "nl",
        "name": operator.name,
        "timezone": "Europe/Amsterdam",
    }


def _types(operator: DemoOperator) -> dict[str, Any]:
    found = []
    for number, (form, propulsion, _) in enumerate(operator.fleet, 1):
        kind: dict[str, Any] = {
            "vehicle_type_id": f"type-{number}",
            "form_factor": form,
            "propulsion_type": propulsion,
        }
        if propulsion != "human":
            kind["max_range_meters"] = 60_000
        found.append(kind)
    return {"vehicle_types": found}


async def _lifespan(receive: Any, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
