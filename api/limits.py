"""A body is read as long as it is not too long: nobody fills the memory with a question."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 64 * 1024
"""Of a body under /v1: what is asked there fits in a page."""
MOST_DRAWN_BYTES = 2_000_000
DRAWINGS = {"/areas/check": "geometry", "/what-if": "geometry"}
"""Where a drawing may be sent, and the field that it is in."""
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
        field = DRAWINGS.get(scope.get("path", "").removeprefix(scope.get("root_path", "")))
        most_bytes = self.most_bytes if field is None else MOST_DRAWN_BYTES

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
