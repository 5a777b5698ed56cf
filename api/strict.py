"""Routes that refuse whatever they do not know, all at once."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from api.faults import mark_repeats
from api.lanes import in_lane


class StrictRoute(APIRoute):
    """A route whose parameters are given at most once, and none that it does not know.

    Every route takes a `Question`, which forbids what it does not name. It is worked out in a lane.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **told: Any) -> None:
        super().__init__(path, in_lane(endpoint, path), **told)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's own handler, asked with repeats marked."""
        handle = super().get_route_handler()

        async def strictly(request: Request) -> Response:
            request.scope["query_string"] = mark_repeats(request.scope["query_string"])
            return await handle(request)

        return strictly
