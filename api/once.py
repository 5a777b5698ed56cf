"""The same question of the same evidence is worked out once, however many ask it.

A page that twenty people have open asks the same thing twenty times. An answer is what question,
database and clock make it: as long as no transaction has been committed since, and the second is
the same, the next who asks gets the very bytes, or waits with others for them. Whoever changes
something and asks again gets what is there now, for then the database is another.

PostgreSQL counts the transactions of all databases of a server together: beside a busy one less is
answered so, and nothing wrongly. It costs a question, so only what was asked a moment ago is looked
up; and only what the gate would let anybody ask, who brings nothing that tells who they are.
"""

import time
from asyncio import AbstractEventLoop, Future, Lock, Task, get_running_loop, shield
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import psycopg
from anyio.to_thread import run_sync
from psycopg import Connection
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.evidence import AS_KNOWN, Evidence
from api.reading import ASKED_WITHIN

FOR_ANYBODY = "stoep.for_anybody"
"""Where the gate tells that an answer is the same for anybody who asks."""
TELLS_WHO = frozenset({b"authorization", b"cookie"})
ASKS_LESS = frozenset({b"if-none-match", b"if-modified-since", b"range"})
SAME_FOR_ALL = frozenset(
    {b"accept-encoding", b"connection", b"keep-alive", b"user-agent", b"x-forwarded-for"}
)
"""Headers that no answer under /v1 hangs on: how it is packed is decided further out."""
LATELY_S = 2.0
MOST_ASKED, MOST_KEPT, MOST_BYTES = 1024, 128, 512 * 1024
AGAIN_AFTER_S = 1.0
"""So long a database that could not be asked is let be."""
Key = tuple[bytes | str, ...]
Moment = tuple[str, int]
"""What is committed in the database, and the second."""


@dataclass
class Answer:
    """An answer as it was sent, once it is whole."""

    messages: list[Message] = field(default_factory=list)
    bytes: int = 0

    def add(self, message: Message) -> None:
        """The next part."""
        self.bytes += len(message.get("body", b""))
        if self.bytes <= MOST_BYTES:
            self.messages.append(message)

    @property
    def is_good(self) -> bool:
        """Whether it is an answer to hand on: whole, not too long, and it sets nothing."""
        if not self.messages or self.bytes > MOST_BYTES or self.messages[-1].get("more_body"):
            return False
        start = self.messages[0]
        names = {name.lower() for name, _ in start.get("headers", ())}
        return start.get("status") == 200 and b"set-cookie" not in names


@dataclass
class _Kept:
    """An answer that is being worked out or was, and of which moment it is."""

    moment: Moment
    answer: "Future[Answer | None]"


class _Committed:
    """What is committed, in PostgreSQL's own words; one question for all who wait."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self._connection: Connection[Any] | None = None
        self._lock = Lock()
        self._next: Task[str | None] | None = None
        self._failed_at = -AGAIN_AFTER_S

    async def now(self) -> str | None:
        """Two equal answers: nothing was committed between. None when it cannot be asked."""
        if self._next is None:
            self._next = get_running_loop().create_task(self._ask())
        return await shield(self._next)

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    async def _ask(self) -> str | None:
        async with self._lock:
            # Who comes from here on needs a later answer than this one.
            self._next = None
            if time.monotonic() - self._failed_at < AGAIN_AFTER_S:
                return None
            return await run_sync(self._read)

    def _read(self) -> str | None:
        try:
            if self._connection is None:
                address = str(self.evidence.connections.conninfo)
                self._connection = psycopg.connect(address, autocommit=True, connect_timeout=2)
            row = self._connection.execute("select pg_current_snapshot()::text").fetchone()
        except psycopg.Error:
            self._failed_at = time.monotonic()
            with suppress(psycopg.Error):
                self.close()
            return None
        return None if row is None else str(row[0])


class Once:
    """Answers what was asked a moment ago, and is the same still, with the same bytes."""

    def __init__(self, app: ASGIApp, evidence: Evidence) -> None:
        self.app, self.evidence = app, evidence
        self._loop: AbstractEventLoop | None = None
        self._committed = _Committed(evidence)
        self._asked: OrderedDict[Key, float] = OrderedDict()
        self._kept: OrderedDict[Key, _Kept] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = _key(scope)
        if key is None or not self._was_asked_lately(key):
            await self.app(scope, receive, send)
            return
        committed = await self._committed.now()
        if committed is None:
            await self.app(scope, receive, send)
            return
        moment = committed, int(self.evidence.clock())
        kept = self._kept.get(key)
        if kept is not None and kept.moment == moment:
            answer = await shield(kept.answer)
            if answer is not None:
                for message in answer.messages:
                    await send(message)
                return
            await self.app(scope, receive, send)
            return
        await self._work_out(key, moment, scope, receive, send)

    def close(self) -> None:
        """Let go of what is held."""
        self._committed.close()
        self._kept.clear()

    async def _work_out(
        self, key: Key, moment: Moment, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Ask further, and hand the answer to all who wait for it."""
        kept = _Kept(moment, get_running_loop().create_future())
        self._kept[key] = kept
        self._kept.move_to_end(key)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        gate: dict[str, bool] = {}
        answer = Answer()

        async def sending(message: Message) -> None:
            answer.add(message)
            await send(message)

        good = False
        try:
            await self.app({**scope, FOR_ANYBODY: gate}, receive, sending)
            good = answer.is_good and bool(gate)
        finally:
            if not good and self._kept.get(key) is kept:
                del self._kept[key]
            kept.answer.set_result(answer if good else None)

    def _was_asked_lately(self, key: Key) -> bool:
        """Whether somebody asked the same a moment ago; from now on somebody did."""
        loop, now = get_running_loop(), time.monotonic()
        if loop is not self._loop:
            # What waits in another loop cannot be waited for in this one.
            self.close()
            self._loop, self._committed = loop, _Committed(self.evidence)
        asked_at = self._asked.pop(key, -LATELY_S)
        self._asked[key] = now
        if len(self._asked) > MOST_ASKED:
            self._asked.popitem(last=False)
        return now - asked_at < LATELY_S


def _key(scope: Scope) -> Key | None:
    """What the answer hangs on but for database and clock; None where it is not to be shared."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return None
    if ASKED_WITHIN in scope or AS_KNOWN in scope:
        return None
    told = [(name.lower(), value) for name, value in scope["headers"]]
    names = {name for name, _ in told}
    if names & TELLS_WHO or names & ASKS_LESS:
        return None
    headers = [part for one in sorted(told) if one[0] not in SAME_FOR_ALL for part in one]
    return (scope["scheme"], scope["path"], scope["query_string"], *headers)
