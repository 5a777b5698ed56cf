"""A body is read as long as it is not too long: nobody fills the memory with a question."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 64 * 1024
"""Of a body under /v1: what is asked there fits in a page."""


class BodyLimit:
    """Refuses longer bodies with 413, as soon as they are too long."""

    def __init__(self, app: ASGIApp, most_bytes: int = MOST_BYTES) -> None:
        self.app, self.most_bytes = app, most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        seen = 0

        async def receiving() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self.most_bytes:
                raise HTTPException(413, f"The body is longer than {self.most_bytes} bytes.")
            return message

        await self.app(scope, receiving, send)
