"""How much one address may ask: a bucket of tokens each, that fills as time goes by."""

import math
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from contextvars import ContextVar
from ipaddress import IPv6Address, ip_address

from starlette.types import ASGIApp, Receive, Scope, Send

from api.headers import ALWAYS
from api.problems import problem

COSTS = (
    (re.compile(r"/v1/tiles/"), 0.1),
    (re.compile(r"/v1/(health|liveness)$"), 0.0),
    (re.compile(r"/v1/(exports|what-if|reports|receipts|areas/series)\b"), 10.0),
    (re.compile(r"/v1/modules/[^/]*/trials"), 10.0),
    (re.compile(r"/(v1|ogc|city)(/|$)|/_dash-update-component"), 1.0),
)  # fmt: skip
"""What a question costs, by the first pattern that fits; whatever fits none is free (pages, files).
Operators that push have a limit of their own."""
MOST_BUCKETS = 10_000
"""Addresses that are remembered; whoever was away longest is forgotten first."""
_within: ContextVar[bool] = ContextVar("within", default=False)


class RateLimit:
    """Refuses with 429 who asks too much; `per_minute` tokens fill a bucket, which holds as many.

    This machine's own programs are not limited, nor what a page asks of the API within a question
    that was counted already. Each process counts by itself.
    """

    def __init__(
        self, app: ASGIApp, per_minute: int, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.app, self.most, self.clock = app, float(per_minute), clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _within.get():
            await self.app(scope, receive, send)
            return
        wait_s = self._wait_s(scope)
        if wait_s:
            told = str(math.ceil(wait_s))
            detail = f"More than {self.most:g} questions' worth was asked from here in a minute."
            remedy = f"Ask again in {told} seconds, and less often."
            headers = {**ALWAYS, "Cache-Control": "no-store", "Retry-After": told}
            refusal = problem(429, detail, remedy, code="too_many_questions", headers=headers)
            await refusal(scope, receive, send)
            return
        inner = _within.set(True)
        try:
            await self.app(scope, receive, send)
        finally:
            _within.reset(inner)

    def _wait_s(self, scope: Scope) -> float:
        """Take what a question costs; seconds to wait where there is not enough."""
        cost = cost_of(scope["path"])
        who = _who(scope)
        if not cost or who is None:
            return 0.0
        now = self.clock()
        tokens, since = self._buckets.pop(who, (self.most, now))
        tokens = min(self.most, tokens + (now - since) * self.most / 60)
        taken = tokens >= cost
        self._buckets[who] = (tokens - cost if taken else tokens, now)
        if len(self._buckets) > MOST_BUCKETS:
            self._buckets.popitem(last=False)
        return 0.0 if taken else (cost - tokens) * 60 / self.most


def cost_of(path: str) -> float:
    """What a question costs."""
    return next((cost for pattern, cost in COSTS if pattern.match(path)), 0.0)


def _who(scope: Scope) -> str | None:
    """Whose bucket it is; None: this machine's own. Of IPv6 a network of 64 bits is one."""
    client = scope.get("client")
    try:
        address = ip_address(client[0]) if client else None
    except ValueError:
        return None
    if address is None or address.is_loopback:
        return None
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(IPv6Address(int(address) >> 64 << 64))
    return str(address)
