"""Bytes from an address, within limits of time and size, or a named refusal."""

import asyncio
import ssl
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from ingest.refusal import (
    AskedToWait,
    BadTls,
    HttpError,
    NotAllowed,
    NotJson,
    StaleFeed,
    TimedOut,
    TooLarge,
)

LONGEST_WAIT_S = 900
NOT_MODIFIED = 304
GZIP_MAGIC = b"\x1f\x8b"
HEADERS = {"accept": "application/json", "accept-encoding": "gzip, deflate"}


@dataclass(frozen=True)
class Reply:
    """An answer with status 200: the body inflated, and its size as it was sent."""

    status: int
    body: bytes
    sent_bytes: int


async def fetch(
    url: str,
    http: httpx.AsyncClient,
    *,
    deadline_s: float,
    max_bytes: int,
    headers: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
) -> Reply:
    """GET `url`, or POST a form; the whole answer comes in `deadline_s` s, `max_bytes` decoded.

    Raises TimedOut, HttpError, NotAllowed, BadTls, TooLarge, NotJson (undecodable compression).
    Redirects are not followed: an address that moved is registered anew, by a person.
    """
    try:
        # httpx counts time per operation: one byte a second would last for ever.
        async with asyncio.timeout(deadline_s):
            return await _ask(url, http, max_bytes, HEADERS | dict(headers or {}), form)
    except (TimeoutError, httpx.TimeoutException):
        raise TimedOut(
            f"No complete answer within {deadline_s:g} s.",
            "Ask the operator whether the feed is slow; other feeds are not held up.",
        ) from None
    except httpx.InvalidURL as bad:
        raise HttpError(f"The address cannot be used: {bad}.", "Correct the feed's url.") from None
    except httpx.TransportError as broken:
        if _is_tls(broken):
            raise _bad_tls(broken) from None
        what = str(broken) or type(broken).__name__
        raise HttpError(
            f"The connection failed: {what}.", "It is tried again at the next poll."
        ) from None


async def _ask(
    url: str,
    http: httpx.AsyncClient,
    max_bytes: int,
    headers: dict[str, str],
    form: Mapping[str, str] | None,
) -> Reply:
    method = "GET" if form is None else "POST"
    async with http.stream(
        method, url, headers=headers, data=form, follow_redirects=False
    ) as answer:
        _check_status(answer)
        inflate = _Inflater(answer.headers.get("content-encoding", ""), max_bytes)
        sent = 0
        async for chunk in answer.aiter_raw():
            sent += len(chunk)
            inflate.feed(chunk)
        return Reply(answer.status_code, inflate.finish(), sent)


def _check_status(answer: httpx.Response) -> None:
    status = answer.status_code
    if status == 200:
        return
    if status == NOT_MODIFIED:
        # We ask for the list, not for news: this says that there is none, and gives no list.
        raise StaleFeed(
            "The feed answers 304: it sends no list, and says that nothing is new.",
            "Ask the operator to send the list to those who do not name one that they have.",
            http_status=status,
        )
    if status in (401, 403):
        raise NotAllowed(
            f"The feed answers {status}: it asks for other credentials.",
            "Check the credentials with the operator.",
            http_status=status,
        )
    if 300 <= status < 400 and "location" in answer.headers:
        raise HttpError(
            f"The feed answers {status}: it has moved.",
            "Register the new address if the operator confirms it.",
            http_status=status,
        )
    if status in (429, 503) and (wait_s := _retry_after_s(answer)) is not None:
        raise AskedToWait(
            f"The feed answers {status} and asks to be left alone for {wait_s:.0f} s.",
            "It is tried again then; poll it less often if this goes on.",
            http_status=status,
            retry_after_s=wait_s,
        )
    raise HttpError(
        f"The feed answers {status}.", "It is tried again at the next poll.", http_status=status
    )


def _retry_after_s(answer: httpx.Response) -> float | None:
    """How long the server asks to be left alone, in seconds: told as such, or as a date."""
    told = answer.headers.get("retry-after", "").strip()
    if told.isdigit():
        return float(min(int(told[:12]), LONGEST_WAIT_S))
    try:
        until = parsedate_to_datetime(told)
    except (TypeError, ValueError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    wait_s = (until - datetime.now(UTC)).total_seconds()
    return min(max(wait_s, 0.0), LONGEST_WAIT_S)


def _bad_tls(broken: httpx.TransportError) -> BadTls:
    if "certificate" in str(broken).lower():
        return BadTls(
            "The server's certificate is not valid for this address.",
            "Ask the operator to renew it; Stoep never skips this check.",
        )
    return BadTls(
        f"No safe connection could be agreed on with the server: {broken}.",
        "Ask the operator for TLS 1.2 or newer; Stoep speaks nothing older.",
    )


def _is_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError) or "CERTIFICATE_VERIFY" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


class _Inflater:
    """Inflates a body piece by piece and stops at the limit, before a bomb is in memory."""

    def __init__(self, encoding: str, max_bytes: int) -> None:
        self._encoding = encoding.strip().lower()
        if self._encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise NotJson(
                f"The body is compressed as {encoding!r}, which was not asked for.",
                "Ask the operator to honour Accept-Encoding.",
            )
        self._stream: zlib._Decompress | None = None
        self._first = True
        self._parts: list[bytes] = []
        self._left = max_bytes
        self._max = max_bytes

    def feed(self, chunk: bytes) -> None:
        if self._first and chunk:
            self._first = False
            self._stream = self._choose(chunk)
        try:
            piece = self._stream.decompress(chunk, self._left + 1) if self._stream else chunk
        except zlib.error:
            raise NotJson(
                "The body is not validly compressed.", "It is tried again at the next poll."
            ) from None
        self._left -= len(piece)
        if self._left < 0:
            raise TooLarge(
                f"The body is larger than {self._max // 2**20} MiB.",
                "If the feed really is that large, raise STOEP_FETCH_MAX_BYTES.",
            )
        self._parts.append(piece)

    def finish(self) -> bytes:
        if self._stream is not None and not self._stream.eof:
            raise NotJson("The body breaks off half-way.", "It is tried again at the next poll.")
        return b"".join(self._parts)

    def _choose(self, chunk: bytes) -> "zlib._Decompress | None":
        # Some servers send gzip without saying so, others say gzip and send plain text.
        if chunk.startswith(GZIP_MAGIC):
            return zlib.decompressobj(zlib.MAX_WBITS | 16)
        if self._encoding == "deflate":
            zlib_header = (
                chunk[0] & 0x0F == 8 and len(chunk) > 1 and not ((chunk[0] << 8 | chunk[1]) % 31)
            )
            return zlib.decompressobj(zlib.MAX_WBITS if zlib_header else -zlib.MAX_WBITS)
        return None
