"""A question put to the API itself, in the same process: what a file or a report is made of."""

import asyncio
from dataclasses import dataclass
from typing import Any

import httpx
import msgspec
from fastapi import Request, Response

from api.reading import within
from stoep.errors import StoepError

AT_ONCE = 3
"""Most questions of one file or report at a time: others are asked too."""


class Refused(StoepError):
    """The API refused a question; `reply` is its problem, to be handed on as it is."""

    code = "refused"

    def __init__(self, reply: httpx.Response) -> None:
        super().__init__(f"The API answered {reply.status_code}.", "See its problem.")
        self.reply = reply

    def response(self) -> Response:
        """The problem as an answer."""
        told = {
            name: self.reply.headers[name]
            for name in ("content-type", "retry-after")
            if name in self.reply.headers
        }
        return Response(self.reply.content, self.reply.status_code, headers=told)


@dataclass(frozen=True)
class Asked:
    """A question with its answer."""

    path: str
    query: dict[str, str]
    answer: dict[str, Any]


class Asker:
    """Puts questions to the application that a request came to."""

    def __init__(self, request: Request) -> None:
        self._app, self._turns = within(request.app, request), asyncio.Semaphore(AT_ONCE)

    async def __call__(self, path: str, query: dict[str, Any]) -> Asked:
        """The answer to a question; values that are None are not asked. Raises Refused."""
        asked = {name: str(value) for name, value in query.items() if value is not None}
        transport = httpx.ASGITransport(self._app)
        async with (
            self._turns,
            httpx.AsyncClient(transport=transport, base_url="http://own") as own,
        ):
            reply = await own.get(path, params=asked)
        if reply.status_code != 200:
            raise Refused(reply)
        return Asked(path, asked, msgspec.json.decode(reply.content))
