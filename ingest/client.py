"""The HTTP client for feeds: it connects to exactly the address that was checked.

Names are looked up once per request, here, and the connection goes to that address: a name that
answers differently the next time changes nothing. The certificate is still that of the name.
"""

from dataclasses import dataclass, field

import httpx

from ingest.address import resolve
from ingest.refusal import ForbiddenAddress
from stoep.settings import Settings

LIMITS = httpx.Limits(max_connections=None, max_keepalive_connections=2)
TIMEOUT_S = 30


@dataclass
class CheckedTransport(httpx.AsyncBaseTransport):
    """Looks up, checks and pins; `private_hosts` may be anywhere, and need no TLS."""

    private_hosts: frozenset[str] = frozenset()
    _by_host: dict[str, httpx.AsyncHTTPTransport] = field(default_factory=dict, init=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Ask the address that the host has now; raises ForbiddenAddress."""
        url, host = request.url, request.url.host
        private = host in self.private_hosts
        if url.scheme != "https" and not (private and url.scheme == "http"):
            raise ForbiddenAddress(
                f"{host} would be asked over {url.scheme or 'nothing'}, not over https.",
                "Register the https address.",
            )
        port = url.port or (443 if url.scheme == "https" else 80)
        try:
            address = await resolve(host, port, private=private)
        except (OSError, UnicodeError) as unknown:
            raise httpx.ConnectError(f"{host} is not known: {unknown}") from unknown
        request.url = url.copy_with(host=address)
        request.extensions = {**request.extensions, "sni_hostname": host}
        return await self._of(host).handle_async_request(request)

    async def aclose(self) -> None:
        """Close all connections."""
        for transport in self._by_host.values():
            await transport.aclose()

    def _of(self, host: str) -> httpx.AsyncHTTPTransport:
        """A host's own connections: two names on one address never share one."""
        if host not in self._by_host:
            self._by_host[host] = httpx.AsyncHTTPTransport(limits=LIMITS, trust_env=False)
        return self._by_host[host]


def open_client(settings: Settings) -> httpx.AsyncClient:
    """A client that asks only what may be asked."""
    named = (host.strip().lower() for host in settings.fetch_private_hosts.split(","))
    transport = CheckedTransport(frozenset(host for host in named if host))
    return httpx.AsyncClient(transport=transport, timeout=TIMEOUT_S, trust_env=False)
