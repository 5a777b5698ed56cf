"""Questions to the provider: over TLS, within a time and a size, and never redirected."""

import asyncio
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec

from api.people.provider.refusals import ProviderAway

DEADLINE_S = 6.0
"""For a whole answer: httpx counts time for each operation, and one byte a second would do."""
MOST_BYTES = 256 * 1024
AT_ONCE = 8
"""Who comes when so many wait is refused at once: a slow provider holds up nobody else."""
LOOPBACK = ("127.0.0.1", "::1", "localhost")
_room = BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True)
class Said:
    """What the provider answered: 200, or a 400 to a form; `told` is the object in it."""

    status: int
    told: dict[str, Any]


def is_safe(url: object) -> bool:
    """Whether an address may be asked: over TLS, or on this machine."""
    if not isinstance(url, str) or not url.isascii() or not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return False
    if not host or parts.username is not None or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)


def ask(
    url: str, headers: Mapping[str, str] | None = None, form: Mapping[str, str] | None = None
) -> Said:
    """GET an object, or POST a form for one; to be called from a thread.

    Raises ProviderAway: `not_https`, `busy`, `slow`, `unreachable`, `redirects`, `status_500`,
    `too_large`, `not_json`.
    """
    if not is_safe(url):
        raise ProviderAway("not_https")
    with _turn():
        try:
            status, body = asyncio.run(_read(url, dict(headers or {}), form))
        except (TimeoutError, httpx.TimeoutException):
            raise ProviderAway("slow") from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError):
            raise ProviderAway("unreachable") from None
    if 300 <= status < 400:
        raise ProviderAway("redirects")
    if status != 200 and not (status == 400 and form is not None):
        raise ProviderAway(f"status_{status}")
    try:
        return Said(status, msgspec.json.decode(body, type=dict[str, Any]))
    except (msgspec.DecodeError, RecursionError):
        raise ProviderAway("not_json") from None


async def _read(
    url: str, headers: dict[str, str], form: Mapping[str, str] | None
) -> tuple[int, bytes]:
    body, method = b"", "GET" if form is None else "POST"
    headers |= {"accept": "application/json", "accept-encoding": "identity"}
    async with (
        asyncio.timeout(DEADLINE_S),
        httpx.AsyncClient(verify=_trusted(), timeout=DEADLINE_S, trust_env=False) as http,
        http.stream(method, url, headers=headers, data=form, follow_redirects=False) as answer,
    ):
        async for part in answer.aiter_raw():
            body += part
            if len(body) > MOST_BYTES:
                raise ProviderAway("too_large")
        return answer.status_code, body


@cache
def _trusted() -> ssl.SSLContext:
    """Whose certificates are believed: the usual ones, and those that this machine trusts."""
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context


@contextmanager
def _turn() -> Iterator[None]:
    if not _room.acquire(blocking=False):
        raise ProviderAway("busy")
    try:
        yield
    finally:
        _room.release()
