"""Bodies that break off and bodies that blow up: refused whole, and cheaply."""

import asyncio
import gzip
import json
import multiprocessing
import random
import resource
import zlib
from pathlib import Path
from typing import Any

import httpx
import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from ingest.feed import add_feed
from ingest.fetch import fetch
from ingest.poll import Poller
from ingest.record import Recorder
from ingest.refusal import NotJson, Refusal, TooLarge
from ingest.source import open_source
from stoep.settings import Settings
from tests.ingest.faultfeed import Answer, chunked, fault_feed, long_bomb, raw
from tests.ingest.gbfs_bodies import T0, body, spread
from tests.ingest.test_bad_input import Minutes, fingerprint

MIB = 2**20
CUTS = 200


def cut(whole: bytes, at: int, way: int) -> Answer:
    """The body up to a byte: told as its whole length, as a shorter one, in chunks, or pressed."""
    if way == 0:
        return raw(whole[:at], length=len(whole))
    if way == 1:
        return raw(whole[:at])
    if way == 2:
        return chunked(whole[:at], whole=False)
    packed = gzip.compress(whole)
    return raw(packed[: at * len(packed) // len(whole)], "Content-Encoding: gzip")


def test_f6_a_body_that_breaks_off_anywhere_changes_nothing(
    pool: ConnectionPool[Connection[Any]],
) -> None:
    """Two hundred places to break off, in four ways; then the whole body is read as before."""
    whole = json.dumps(body(spread(60), at_s=None)).encode()
    chance = random.Random(6)
    places = [chance.randrange(1, len(whole)) for _ in range(CUTS)]

    async def run() -> None:
        clock = Minutes()
        async with fault_feed(feed=raw(whole)) as server, httpx.AsyncClient() as http:
            with pool.connection() as connection:
                feed = add_feed(connection, key="f", name="f", url=server.url(), operator="o")
            source = open_source(feed, http, Settings())
            poller = Poller(source, Recorder(pool, "secret"), clock, 10)
            assert (await poller.poll()).opened == 60
            before = fingerprint(pool)
            for number, place in enumerate(places):
                clock.now_s += 1
                server.answers["/feed"] = cut(whole, place, number % 4)
                outcome = (await poller.poll()).outcome
                assert outcome in ("parse", "http_error"), (place, number % 4)
                assert fingerprint(pool) == before, (place, number % 4)
            clock.now_s += 1
            server.answers["/feed"] = chunked(whole)
            assert (await poller.poll()).outcome == "unchanged"

    asyncio.run(run())


def refused(answer: Answer) -> type[Refusal]:
    """Which refusal an answer meets, with the limits that a feed has."""

    async def run() -> None:
        async with fault_feed(feed=answer) as server, httpx.AsyncClient() as http:
            await fetch(server.url(), http, deadline_s=60, max_bytes=20 * MIB)

    try:
        asyncio.run(run())
    except Refusal as refusal:
        return type(refusal)
    raise AssertionError("It was not refused.")


def test_f7_ten_gigabytes_out_of_ten_megabytes_never_are_in_memory() -> None:
    """In a process of its own, whose memory nothing else has stretched before."""
    context = multiprocessing.get_context("spawn")
    told, tell = context.Pipe(duplex=False)
    child = context.Process(target=_swell, args=(tell,))
    child.start()
    assert told.poll(120), "no answer"
    found = told.recv()
    child.join()
    assert {name for name, _ in found.values()} == {"TooLarge"}
    assert max(grown_kib for _, grown_kib in found.values()) < 60 * 1024


def _swell(tell: Any) -> None:
    bombs = {encoding: long_bomb(encoding) for encoding in ("gzip", "deflate", "raw")}
    before = _peak_kib()
    tell.send({key: (refused(bomb).__name__, _peak_kib() - before) for key, bomb in bombs.items()})


def _peak_kib() -> int:
    """The most memory that this process ever had; not what its parent had (see proc(5))."""
    lines = Path("/proc/self/status").read_text().splitlines()
    told = [line.split()[1] for line in lines if line.startswith("VmHWM")]
    return int(told[0]) if told else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


PLAIN = b'{"data": {}}' * 500


@pytest.mark.parametrize(
    ("packed", "encoding", "refusal"),
    [
        (PLAIN, "br", NotJson),
        (PLAIN, "zstd", NotJson),
        (gzip.compress(gzip.compress(PLAIN)), "gzip, gzip", NotJson),
        (zlib.compress(gzip.compress(PLAIN)), "gzip, deflate", NotJson),
        (PLAIN, "gzip, identity", NotJson),
        (gzip.compress(b" " * 64 * MIB), "", TooLarge),
    ],
    ids=["br", "zstd", "gzip twice", "two kinds", "a list", "a bomb unsaid"],
)
def test_f7_what_was_not_asked_for_is_not_undone(
    packed: bytes, encoding: str, refusal: type[Refusal]
) -> None:
    """We ask for gzip and deflate, once; anything else is refused before it is read."""
    headers = [f"Content-Encoding: {encoding}"] if encoding else []
    assert refused(raw(packed, *headers)) is refusal


def test_f7_what_is_packed_twice_and_told_once_is_no_json(
    pool: ConnectionPool[Connection[Any]],
) -> None:
    """A bomb within: only the outer shell is undone, and what is in it is no list."""
    twice = gzip.compress(gzip.compress(b" " * 64 * MIB))

    async def run() -> Any:
        answer = raw(twice, "Content-Encoding: gzip")
        async with fault_feed(feed=answer) as server, httpx.AsyncClient() as http:
            with pool.connection() as connection:
                feed = add_feed(connection, key="f", name="f", url=server.url(), operator="o")
            source = open_source(feed, http, Settings())
            return await Poller(source, Recorder(pool, "secret"), lambda: T0, 10).poll()

    assert asyncio.run(run()).outcome == "parse"
