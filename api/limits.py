"""A body is read as long as it is not too long: nobody fills the memory with a question."""

import re

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 64 * 1024
"""Of a body under /v1: what is asked there fits in a page."""
MOST_DRAWN_BYTES = 2_000_000
DRAWINGS = re.compile(r"/areas/check|/areas/series|/what-if|/zones/drawings|/zones/\d+/actions")
"""Where a drawing may be sent, as `geometry`."""
MOST_FILE_BYTES = 50_000_000
FILES = re.compile(r"/zones/uploads")
"""Where a file may be sent, which is the whole body."""
MOST_SWALLOWED_BYTES = 64_000_000
"""Of a drawing that is too long the rest is read and dropped, so that its sender hears why."""


class TooLong(HTTPException):
    """A body is longer than it may be; `field` names what in it should be shorter."""

    def __init__(self, most_bytes: int, field: str | None) -> None:
        status = 413 if field is None else 400
        super().__init__(status, f"The body is longer than {most_bytes} bytes.")
        self.field = field


class BodyLimit:
    """Refuses longer bodies with 413, as soon as they are too long.

    A drawing may be longer; one that is too long even so is a 400 that names its field.
    """

    def __init__(self, app: ASGIApp, most_bytes: int = MOST_BYTES) -> None:
        self.app, self.most_bytes = app, most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        seen = 0
        path = scope.get("path", "").removeprefix(scope.get("root_path", ""))
        field, most_bytes = self._bounds(path)

        async def receiving() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > most_bytes:
                while field and message.get("more_body") and seen <= MOST_SWALLOWED_BYTES:
                    message = await receive()
                    seen += len(message.get("body", b""))
                raise TooLong(most_bytes, field)
            return message

        await self.app(scope, receiving, send)

    def _bounds(self, path: str) -> tuple[str | None, int]:
        """The field that may be long, and how long a body may be."""
        if DRAWINGS.fullmatch(path):
            return "geometry", MOST_DRAWN_BYTES
        if FILES.fullmatch(path):
            return "file", MOST_FILE_BYTES
        return None, self.most_bytes
