"""One feed's questions over HTTP: with its credentials, within the limits of the settings.

Addresses come from the feed's own files too, and a file may name any server. Credentials go to the
server of the address that a person registered, and to hosts that a person named beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import httpx

from ingest.fetch import Reply, fetch
from ingest.refusal import HttpError, NotAllowed
from stoep.settings import Settings


class Access(Protocol):
    """What lets us in."""

    @property
    def also_to(self) -> frozenset[str]:
        """Hosts (`name` or `name:port`) beside the feed's own that may be given it."""

    async def headers(self) -> dict[str, str]:
        """The headers to send along; may fetch a token first."""

    def refused(self, headers: Mapping[str, str]) -> None:
        """A server did not accept these: the next ones must be fresh."""


@dataclass
class Asker:
    """Asks the server at `home`, the feed's registered address, and others that it names."""

    http: httpx.AsyncClient
    settings: Settings
    home: str
    access: Access | None = None

    async def get(self, url: str, headers: Mapping[str, str] | None = None) -> Reply:
        """The answer at an address; when credentials are refused, once more with fresh ones."""
        if self.access is None:
            return await self._get(url, headers, {})
        if not is_trusted(url, self.home, self.access.also_to):
            return await self._get_unknown(url, headers)
        mine = await self.access.headers()
        try:
            return await self._get(url, headers, mine)
        except NotAllowed:
            self.access.refused(mine)
            return await self._get(url, headers, await self.access.headers())

    async def _get_unknown(self, url: str, headers: Mapping[str, str] | None) -> Reply:
        """The answer of a server that nobody named: it gets no credentials."""
        try:
            return await self._get(url, headers, {})
        except NotAllowed as refused:
            raise NotAllowed(
                f"{_host(url)} asks for credentials, and is not the server of the feed's address.",
                "If it is the operator's: stoep feed credential … --also-to " + _host(url),
                http_status=refused.http_status,
            ) from None

    async def _get(
        self, url: str, headers: Mapping[str, str] | None, mine: Mapping[str, str]
    ) -> Reply:
        return await fetch(
            url,
            self.http,
            deadline_s=self.settings.fetch_deadline_s,
            max_bytes=self.settings.fetch_max_bytes,
            headers={**(headers or {}), **mine},
        )


def is_trusted(url: str, home: str, also_to: frozenset[str]) -> bool:
    """Whether a server may be given credentials: never over less than the registered address."""
    asked, own = _parse(url), _parse(home)
    if (asked.scheme, _host(url)) == (own.scheme, _host(home)):
        return True
    return asked.scheme in ("https", own.scheme) and _host(url) in also_to


def _host(url: str) -> str:
    """The host as a person names it, with its port where that is not the usual one."""
    parsed = _parse(url)
    return parsed.host if parsed.port is None else f"{parsed.host}:{parsed.port}"


def _parse(url: str) -> httpx.URL:
    # By who will ask: two readers of addresses may see two hosts in one.
    try:
        return httpx.URL(url)
    except (httpx.InvalidURL, ValueError) as bad:
        raise HttpError(f"The address cannot be used: {bad}.", "Correct the feed's url.") from None
