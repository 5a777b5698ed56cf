"""OAuth2 client credentials: one token for all who ask, fetched by one of them."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx
import msgspec

from ingest.refusal import NotAllowed

SPARE_S = 30
"""A token is renewed so long before it ends, or after three quarters of a short life."""
DEFAULT_LIFE_S = 300
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
        return {"authorization": f"Bearer {self._token}"}

    def refused(self) -> None:
        """The server did not accept the token: the next one must be new."""
        self._proven_bad = True

    def _is_due(self) -> bool:
        return self._proven_bad or self.clock() >= self._renew_at

    async def _renew(self) -> None:
        try:
            answer = await self._fetch()
        except (httpx.HTTPError, TimeoutError, msgspec.DecodeError, ValueError) as failed:
            if self._proven_bad:
                raise NotAllowed(
                    f"The token endpoint gives no token ({type(failed).__name__}).",
                    "Check the client's credentials and the token address with the operator.",
                ) from None
            return
        life_s = float(answer.expires_in or DEFAULT_LIFE_S)
        self._token, self._proven_bad = answer.access_token, False
        self._renew_at = self.clock() + max(life_s - SPARE_S, life_s * 0.75)

    async def _fetch(self) -> _Answer:
        names = ("client_id", "client_secret", "scope", "audience")
        form = {name: self.values[name] for name in names if self.values.get(name)}
        async with asyncio.timeout(DEADLINE_S):
            answer = await self.http.post(
                self.values["token_url"],
                data={"grant_type": "client_credentials", **form},
                follow_redirects=False,
            )
        answer.raise_for_status()
        if answer.status_code != httpx.codes.OK or len(answer.content) > MOST_BYTES:
            raise ValueError("not a token")
        return msgspec.json.decode(answer.content, type=_Answer)
