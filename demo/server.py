"""The demo's feeds over HTTP, now or at any moment of the history that a request names.

A bare ASGI application: two weeks of history are sixteen thousand answers.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

from demo import agency, gbfs, mds, sky
from demo.lines import Lines
from demo.operators import OPERATORS, DemoOperator, NoSuchOperator, find_operator
from demo.rhythm import HOUR_S
from demo.world import NoSuchTime, World
from stoep.errors import StoepError

TIME_HEADER = b"demo-time"
"""A request with this header (unix seconds) is answered as if it were then."""
HOOK = "/hook/"
"""Where operators are told things, and whoever looks sees what they were told."""
MOST_TOLD, MOST_BYTES = 50, 256 * 1024
Message = dict[str, Any]
Answer = tuple[int, bytes]


class NotATime(StoepError):
    """The header Demo-Time is no moment."""

    code = "not_a_time"


class Feeds:
    """The answers; `clock` gives unix seconds."""

    def __init__(self, world: World, clock: Callable[[], float]) -> None:
        self.world, self.clock = world, clock
        self._lines = {operator.key: Lines(world, operator) for operator in OPERATORS}
        self._messages: dict[str, list[Any]] = {}
        """What each operator's webhook got, the newest last."""

    async def __call__(self, scope: Message, receive: Any, send: Any) -> None:
        """The ASGI application."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
            return
        headers = dict(scope["headers"])
        host = headers.get(b"host", b"127.0.0.1").decode("latin-1")
        sent = await _body(receive) if scope["method"] == "POST" else b""
        try:
            now_s = self._now(headers.get(TIME_HEADER))
            if scope["path"].startswith(HOOK):
                status, body = self._hook(scope["path"].removeprefix(HOOK), scope["method"], sent)
            else:
                status, body = self.answer(scope["path"], now_s, host, scope["query_string"])
        except (NoSuchTime, NotATime) as refused:
            status, body = 400, _problem(refused)
        length = str(len(body)).encode()
        kind = (b"content-type", b"application/json; charset=utf-8")
        start = {"status": status, "headers": [kind, (b"content-length", length)]}
        await send({"type": "http.response.start", **start})
        await send({"type": "http.response.body", "body": body})

    def answer(self, path: str, now_s: int, host: str, query: bytes = b"") -> Answer:
        """Status and body for a path such as /zilt/vehicle_status.json; raises NoSuchTime."""
        key, _, file = path.strip("/").partition("/")
        if not key:
            return 200, _index(f"http://{host}")
        if key == "weather":
            return self._weather(file, now_s)
        try:
            operator = find_operator(key)
        except NoSuchOperator as refused:
            return 404, _problem(refused)
        if operator.mds and file == "mds/trips":
            return self._trips(operator, now_s, query)
        told_s = self.world.told_s(key, now_s)
        if told_s is None:
            return 503, b'{"detail": "The feed is down for maintenance."}'
        return self._file(operator, file.removesuffix(".json"), told_s, f"http://{host}")

    def _weather(self, name: str, now_s: int) -> Answer:
        """The made-up weather, as it is forecast and as it was measured."""
        if name == "forecast":
            return 200, sky.forecast(self.world.weather, now_s)
        if name == "measured":
            return 200, sky.measured(self.world.weather, now_s)
        return 404, b'{"detail": "There is a forecast, and what was measured."}'

    def _hook(self, key: str, method: str, sent: bytes) -> Answer:
        """An operator's webhook: takes messages, and shows those that it got."""
        told = self._messages.setdefault(key, []) if key in self._lines else None
        if told is None:
            return 404, b'{"detail": "No operator has that name."}'
        if method == "POST":
            try:
                told.append(json.loads(sent))
            except ValueError:
                return 400, b'{"detail": "This is no JSON."}'
            del told[:-MOST_TOLD]
            return 200, b"{}"
        return 200, json.dumps({"messages": told}, ensure_ascii=False).encode()

    def _file(self, operator: DemoOperator, name: str, told_s: int, base: str) -> Answer:
        if name == gbfs.vehicle_file(operator):
            lines = self._told(operator, told_s)
            return 200, gbfs.vehicles(operator, told_s, lines, self.world.seed)
        if operator.mds and name == "mds/vehicles":
            return 200, mds.about(operator, told_s, self.world.seed)
        if operator.mds and name == "mds/vehicles/status":
            return 200, mds.status(operator, told_s, self._told(operator, told_s))
        body = gbfs.document(operator, name, told_s, self.world.start_s, base)
        if body is None:
            return 404, b'{"detail": "The feed has no such file."}'
        return 200, body

    def _trips(self, operator: DemoOperator, now_s: int, query: bytes) -> Answer:
        """The trips of one hour: 202 while it goes on, 404 before the city lived."""
        try:
            asked = parse_qs(query.decode("latin-1"))["end_time"][0]
            begin_s = int(datetime.strptime(f"{asked}+0000", "%Y-%m-%dT%H%z").timestamp())
        except (KeyError, ValueError):
            raise NotATime("end_time is no hour.", "Ask for one as in 2026-03-01T09.") from None
        if begin_s + HOUR_S > now_s:
            return (202 if begin_s <= now_s else 404), b""
        if begin_s < self.world.start_s:
            return 404, b""
        rides = agency.trips(self.world, operator, begin_s, begin_s + HOUR_S)
        return 200, json.dumps({"version": mds.VERSION, "trips": rides}).encode()

    def _told(self, operator: DemoOperator, told_s: int) -> list[bytes]:
        """The lines of a moment, as the operator's server fails to tell them."""
        fault = self.world.fault(operator.key, told_s)
        return gbfs.with_fault(self._lines[operator.key].at(told_s), fault.kind if fault else "")

    def _now(self, asked: bytes | None) -> int:
        """The moment that a request is about, to the second."""
        if asked is None:
            return int(self.clock())
        if not asked.isdigit():
            raise NotATime("Demo-Time is no moment.", "Give unix seconds.")
        return int(asked)


def create_app(world: World, clock: Callable[[], float]) -> Feeds:
    """The feeds of a world as an ASGI application."""
    return Feeds(world, clock)


def _index(base: str) -> bytes:
    """What is here, for whoever opens the address in a browser."""
    told = "Made-up operators of the Stoep demo. A header Demo-Time asks for another moment."
    feeds = {operator.name: f"{base}/{operator.key}/gbfs.json" for operator in OPERATORS}
    hooks = {operator.name: f"{base}{HOOK}{operator.key}" for operator in OPERATORS}
    weather = [f"{base}/weather/{name}" for name in ("forecast", "measured")]
    shown = {"about": told, "feeds": feeds, "told": hooks, "weather": weather}
    return json.dumps(shown, indent=1).encode()


def _problem(refused: StoepError) -> bytes:
    return json.dumps({"detail": refused.sentence, "remedy": refused.remedy}).encode()


async def _body(receive: Any) -> bytes:
    """What was sent, as far as it is not too long."""
    body = b""
    while True:
        message = await receive()
        if len(body) < MOST_BYTES:
            body += message.get("body", b"")
        if not message.get("more_body"):
            return body


async def _live(receive: Any, send: Any) -> None:
    """The server's own start and end."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
