"""Fetching over real sockets: every fault has its own name, and none outlives its deadline."""

import asyncio
import gzip
import resource
import zlib

import httpx
import pytest

from ingest.fetch import Reply, fetch
from ingest.refusal import HttpError, NotAllowed, NotJson, Refusal, TimedOut, TooLarge
from tests.ingest.faultfeed import (
    Answer,
    bomb,
    drip,
    fault_feed,
    hang,
    raw,
    reset,
    status,
)

MIB = 2**20


def get(answer: Answer, *, deadline_s: float = 5.0, max_bytes: int = 32 * MIB) -> Reply:
    async def run() -> Reply:
        async with fault_feed(feed=answer) as feed, httpx.AsyncClient() as http:
            return await fetch(feed.url(), http, deadline_s=deadline_s, max_bytes=max_bytes)

    return asyncio.run(run())


def refused(answer: Answer, kind: type[Refusal], **limits: float) -> Refusal:
    with pytest.raises(kind) as caught:
        get(answer, **limits)  # type: ignore[arg-type]
    assert caught.value.remedy
    return caught.value


def test_a_body_arrives_whole() -> None:
    reply = get(raw(b'{"a": 1}'))
    assert (reply.status, reply.body, reply.sent_bytes) == (200, b'{"a": 1}', 8)


@pytest.mark.parametrize(
    ("packed", "header"),
    [
        (gzip.compress(b"{}" * 999), "Content-Encoding: gzip"),
        (gzip.compress(b"{}" * 999), "X-Nothing: said"),
        (zlib.compress(b"{}" * 999), "Content-Encoding: deflate"),
        (zlib.compress(b"{}" * 999)[2:-4], "Content-Encoding: deflate"),
        (b"{}" * 999, "Content-Encoding: gzip"),
    ],
    ids=["gzip", "gzip unsaid", "deflate", "raw deflate", "plain said to be gzip"],
)
def test_compression_is_undone_as_it_is_not_as_it_is_told(packed: bytes, header: str) -> None:
    assert get(raw(packed, header)).body == b"{}" * 999


def test_a_server_that_hangs_is_left_at_the_deadline() -> None:
    refused(hang(), TimedOut, deadline_s=0.3)


def test_a_server_that_drips_is_left_at_the_deadline() -> None:
    refused(drip(b"x" * 10_000), TimedOut, deadline_s=0.5)


def test_a_bomb_is_stopped_before_it_fills_the_memory() -> None:
    answer = bomb(64)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    refused(answer, TooLarge, max_bytes=8 * MIB)
    grown_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown_kib < 40 * 1024


def test_plain_bytes_past_the_limit_are_refused_too() -> None:
    refused(raw(b" " * 3 * MIB), TooLarge, max_bytes=2 * MIB)


def test_half_a_gzip_body_is_not_taken_for_a_whole_one() -> None:
    half = gzip.compress(bytes(range(256)) * 4000)[:2000]
    refused(raw(half, "Content-Encoding: gzip"), NotJson)


def test_a_wrong_length_is_a_broken_connection() -> None:
    refused(raw(b'{"data":', length=500), HttpError)


@pytest.mark.parametrize("code", [500, 503, 404, 429, 204])
def test_a_status_that_is_not_200_is_named(code: int) -> None:
    refusal = refused(status(code), HttpError)
    assert str(code) in refusal.sentence
    assert refusal.http_status == code


@pytest.mark.parametrize("code", [401, 403])
def test_asked_for_credentials(code: int) -> None:
    assert refused(status(code), NotAllowed).http_status == code


def test_a_redirect_is_not_followed() -> None:
    refusal = refused(status(302, "Location: http://127.0.0.1:1/secret"), HttpError)
    assert "moved" in refusal.sentence


def test_a_reset_connection_and_a_closed_port() -> None:
    refused(reset(), HttpError)

    async def closed() -> None:
        async with httpx.AsyncClient() as http:
            await fetch("http://127.0.0.1:1/", http, deadline_s=2, max_bytes=MIB)

    with pytest.raises(HttpError):
        asyncio.run(closed())


def test_an_address_that_is_none() -> None:
    async def run() -> None:
        async with httpx.AsyncClient() as http:
            await fetch("http://[bad", http, deadline_s=2, max_bytes=MIB)

    with pytest.raises(HttpError):
        asyncio.run(run())
