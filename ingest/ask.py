"""One feed's questions over HTTP: with its credentials, within the limits of the settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import httpx

from ingest.fetch import Reply, fetch
from ingest.refusal import NotAllowed
from stoep.settings import Settings


class Access(Protocol):
    """What lets us in."""

    async def headers(self) -> dict[str, str]:
        """The headers to send along; may fetch a token first."""

    def refused(self) -> None:
        """The server did not accept them: the next ones must be fresh."""


@dataclass
class Asker:
    """Asks one operator's server."""

    http: httpx.AsyncClient
    settings: Settings
    access: Access | None = None

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Reply:
        """The answer at an address; when credentials are refused, once more with fresh ones."""
        try:
            return await self._get(url, headers)
        except NotAllowed:
            if self.access is None:
                raise
            self.access.refused()
            return await self._get(url, headers)

    async def _get(self, url: str, headers: Mapping[str, str] | None) -> Reply:
        mine = {} if self.access is None else await self.access.headers()
        return await fetch(
            url,
            self.http,
            deadline_s=self.settings.fetch_deadline_s,
            max_bytes=self.settings.fetch_max_bytes,
            headers={**(headers or {}), **mine},
        )
