"""MDS Provider over real HTTP: which files are asked for in which version, pages, what is kept."""

import asyncio
from typing import Any

import httpx
import pytest

from ingest.ask import Asker
from ingest.feed import Feed
from ingest.mds_source import MdsSource
from ingest.refusal import NotJson, NotMds, PartialPages, Refusal, TooLarge
from ingest.snapshot import Snapshot
from ingest.source import open_source, read_again
from stoep.settings import Settings
from stoep.vocabulary import FeedFormat, FormFactor, Propulsion
from tests.ingest.faultfeed import Answer, FaultFeed, fault_feed, raw, status
from tests.ingest.gbfs_bodies import T0
from tests.ingest.mds_bodies import (
    MOPED,
    about,
    older,
    page,
    stands,
)


async def ask(server: FaultFeed, times: int = 1) -> list[Snapshot]:
    feed = Feed(1, "f", "f", server.url("/mds"), 30, format=FeedFormat.mds)
    async with httpx.AsyncClient(trust_env=False) as http:
        source = open_source(feed, http, Settings())
        return [(await source.read(T0 + 30 * n))[0] for n in range(times)]


def served(times: int = 1, **answers: Answer) -> list[Snapshot]:
    """What a server with these answers lists; `_` in a name is `/`."""

    async def run() -> list[Snapshot]:
        async with fault_feed() as server:
            server.answers = {f"/mds/{name.replace('_', '/')}": a for name, a in answers.items()}
            return await ask(server, times)

    return asyncio.run(run())


@pytest.mark.parametrize("body", [b'{"trips": []}', b"[]", b'{"data": null}', b'{"vehicles": 5}'])
def test_what_is_no_mds_is_refused_by_name(body: bytes) -> None:
    with pytest.raises((NotMds, Refusal), match=r"vehicles|object"):
        served(vehicles=raw(body))


def test_a_server_of_2_0_is_asked_for_two_files_and_then_for_one() -> None:
    async def run() -> list[str]:
        async with fault_feed() as server:
            server.answers = {
                "/mds/vehicles": raw(page("vehicles", [about("a")])),
                "/mds/vehicles/status": raw(page("vehicles_status", [stands("a")])),
            }
            snapshots = await ask(server, 3)
            assert [len(snapshot) for snapshot in snapshots] == [1, 1, 1]
            assert {snapshot.kinds for snapshot in snapshots} == {(MOPED,)}
            return server.requests

    assert asyncio.run(run()) == ["/mds/vehicles"] + ["/mds/vehicles/status"] * 3


def test_f24_an_operator_that_changes_version_is_followed() -> None:
    async def run() -> None:
        async with fault_feed() as server:
            feed = Feed(1, "f", "f", server.url("/mds/vehicles"), 30, format=FeedFormat.mds)
            one = raw(page("vehicles", [older("a")], version="1.2.0"))
            two = raw(page("vehicles", [about("a")]))
            placed = raw(page("vehicles_status", [stands("a")]))
            async with httpx.AsyncClient(trust_env=False) as http:
                source = MdsSource(feed, Asker(http, Settings(), feed.url), Settings())
                versions = []
                for n, (vehicles, where) in enumerate(
                    [(one, status(404)), (two, placed), (two, placed), (one, status(404))] * 2
                ):
                    server.answers = {"/mds/vehicles": vehicles, "/mds/vehicles/status": where}
                    try:
                        versions.append((await source.read(T0 + n * 30))[0].version)
                    except Refusal as refused:
                        versions.append(refused.outcome)
            # Back to 1.2: one poll finds the second file gone, the next one looks again.
            assert versions[:3] == ["MDS 1.2.0", "MDS 2.0.0", "MDS 2.0.0"]
            assert versions[3] == "http_error"
            assert versions[4:] == ["MDS 1.2.0", "MDS 2.0.0", "MDS 2.0.0", "http_error"]

    asyncio.run(run())


def test_a_server_that_only_knows_1_2_is_asked_in_1_2() -> None:
    async def picky(writer: asyncio.StreamWriter) -> None:
        asked.append(None)
        body = page("vehicles", [older("a")], version="1.2.0")
        answer = status(406) if len(asked) == 1 else raw(body)
        await answer(writer)

    asked: list[None] = []
    assert served(2, vehicles=picky)[1].version == "MDS 1.2.0"
    assert len(asked) == 3


def pages(*following: Any, at: tuple[int, ...] = (T0, T0, T0)) -> dict[str, Answer]:
    """Pages of 2 vehicles each; `following` is what page n says comes next."""
    made = {}
    for n, after in enumerate(following):
        rows = [older(f"v{n}-{k}") for k in range(2)]
        links = {} if after == "absent" else {"links": {"next": after}}
        body = page("vehicles", rows, version="1.2.0", at=at[n] * 1000, **links)
        made["vehicles" if n == 0 else f"page{n}"] = raw(body)
    return made


@pytest.mark.parametrize("last", [None, "", {}, "absent"])
def test_pages_are_read_to_the_end(last: Any) -> None:
    assert len(served(**pages("/mds/page1", "/mds/page2", last))[0]) == 6


@pytest.mark.parametrize(
    ("following", "at", "why"),
    [
        (("/mds/page1", "/mds/nowhere"), (T0, T0), "Page 3 is missing"),
        (("/mds/page1", "/mds/page1"), (T0, T0), "read already"),
        (("/mds/page1", "/mds/vehicles"), (T0, T0), "read already"),
        (("http://127.0.0.1:9/elsewhere",), (T0,), "another server"),
        (("/mds/page1", None), (T0, T0 + 300), "300 s apart"),
    ],
)
def test_f19_all_pages_or_nothing(following: Any, at: tuple[int, ...], why: str) -> None:
    with pytest.raises(PartialPages, match=why):
        served(**pages(*following, at=at))


def test_what_is_kept_of_a_poll_is_read_the_same_again() -> None:
    async def run() -> None:
        async with fault_feed() as server:
            rows = [stands(f"v{n}", lon=4.3 + n / 1000) for n in range(50)]
            server.answers = {
                "/mds/vehicles": raw(page("vehicles", [about(f"v{n}") for n in range(40)])),
                "/mds/vehicles/status": raw(page("vehicles_status", rows)),
            }
            feed = Feed(1, "f", "f", server.url("/mds"), 30, format=FeedFormat.mds)
            async with httpx.AsyncClient(trust_env=False) as http:
                source = open_source(feed, http, Settings())
                snapshot, reply = await source.read(T0)
            again = read_again(feed, reply.body, source.types, Settings())
            assert again.content_hash() == snapshot.content_hash()
            assert again.kinds == snapshot.kinds
            assert set(again.kinds) == {(FormFactor.bicycle, Propulsion.unknown), MOPED}

    asyncio.run(run())


def test_a_comma_too_many_is_no_json() -> None:
    body = page("vehicles", [older("a")], version="1.2.0").replace(b"}]", b"},]")
    with pytest.raises(NotJson):
        served(vehicles=raw(body))


def test_all_pages_together_are_within_the_limit_of_one_file() -> None:
    async def run() -> None:
        async with fault_feed() as server:
            made = pages("/mds/page1", "/mds/page2", None)
            server.answers = {f"/mds/{name}": answer for name, answer in made.items()}
            feed = Feed(1, "f", "f", server.url("/mds"), 30, format=FeedFormat.mds)
            one = len(page("vehicles", [older("v0-0"), older("v0-1")], links={"next": "/mds/p"}))
            async with httpx.AsyncClient(trust_env=False) as http:
                source = open_source(feed, http, Settings(fetch_max_bytes=2 * one + 20))
                with pytest.raises(TooLarge, match="3 pages"):
                    await source.read(T0)
            assert len(server.requests) == 3

    asyncio.run(run())
