"""OAuth2 client credentials: one token for all who ask, fetched by one of them."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import httpx
import msgspec

from ingest.fetch import fetch
from ingest.refusal import NotAllowed, Refusal

SPARE_S = 30
"""A token is renewed so long before it ends, or after three quarters of a short life."""
DEFAULT_LIFE_S, LONGEST_LIFE_S = 300, 86_400
DEADLINE_S = 10
MOST_BYTES = 64 * 1024


class _Answer(msgspec.Struct):
    access_token: str
    expires_in: float | str | None = None


@dataclass
class TokenAccess:
    """Bearer tokens from a token endpoint; the old one serves until it is proven bad."""

    http: httpx.AsyncClient
    values: dict[str, str] = field(repr=False)
    also_to: frozenset[str] = frozenset()
    clock: Callable[[], float] = time.monotonic
    _token: str = field(default="", init=False, repr=False)
    _renew_at: float = field(default=0.0, init=False)
    _proven_bad: bool = field(default=True, init=False)
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    async def headers(self) -> dict[str, str]:
        """The header with a token; raises NotAllowed when none is to be had."""
        if self._is_due():
            async with self._lock:
                # Whoever waited here finds the token of whoever went first.
                if self._is_due():
                    await self._renew()
        return self._header()

    def refused(self, headers: Mapping[str, str]) -> None:
        """A server did not accept a token: the next one must be new, if it is the newest."""
        if dict(headers) == self._header():
            self._proven_bad = True

    def _header(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self._token}"}

    def _is_due(self) -> bool:
        return self._proven_bad or self.clock() >= self._renew_at

    async def _renew(self) -> None:
        try:
            token, life_s = _read(await self._fetch())
        except (Refusal, msgspec.DecodeError, ValueError) as failed:
            if self._proven_bad:
                raise NotAllowed(
                    f"The token endpoint gives no token ({type(failed).__name__}).",
                    "Check the client's credentials and the token address with the operator.",
                ) from None
            return
        self._token, self._proven_bad = token, False
        self._renew_at = self.clock() + max(life_s - SPARE_S, life_s * 0.75)

    async def _fetch(self) -> bytes:
        names = ("client_id", "client_secret", "scope", "audience")
        form = {name: self.values[name] for name in names if self.values.get(name)}
        reply = await fetch(
            self.values["token_url"],
            self.http,
            deadline_s=DEADLINE_S,
            max_bytes=MOST_BYTES,
            form={"grant_type": "client_credentials", **form},
        )
        return reply.body


def _read(body: bytes) -> tuple[str, float]:
    """A token and for how many seconds it serves; raises ValueError when it cannot be one."""
    answer = msgspec.json.decode(body, type=_Answer)
    life_s = float(answer.expires_in or DEFAULT_LIFE_S)
    token = answer.access_token
    # It is going to be a header: nothing in it may end one.
    if not (token.isascii() and token.isprintable() and token.strip()) or not life_s > 0:
        raise ValueError("not a token")
    return token, min(life_s, LONGEST_LIFE_S)
