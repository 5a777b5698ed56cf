"""Every question that a process answers, counted by its route."""

import time

from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
NO_ROUTE = "none"
"""The label of addresses that lead nowhere: what strangers try is not told apart."""
BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Tally:
    """The counts of one process."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.requests = Counter(
            "stoep_http_requests",
            "Questions answered, by route and status.",
            ("method", "route", "status"),
            registry=registry,
        )
        self.seconds = Histogram(
            "stoep_http_request_seconds",
            "How long answers took, until their last byte was handed over.",
            ("method", "route"),
            buckets=BUCKETS_S,
            registry=registry,
        )


class Counted:
    """Counts what an application answers; a route is named by its pattern, never by its address."""

    def __init__(self, app: ASGIApp, tally: Tally) -> None:
        self.app, self.tally = app, tally

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, sending)
        finally:
            method = scope["method"] if scope["method"] in METHODS else "other"
            route = route_of(scope)
            self.tally.requests.labels(method, route, str(status)).inc()
            self.tally.seconds.labels(method, route).observe(time.perf_counter() - began)


def route_of(scope: Scope) -> str:
    """The pattern of the route that answered, such as `/v1/feeds/{key}`."""
    pattern = getattr(scope.get("route"), "path", None)
    if pattern is None:
        return NO_ROUTE
    return f"{scope.get('root_path', '')}{pattern}"
