"""Credentials: sealed, bound to their feed, never told; one token for all who ask."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
import structlog
from psycopg import Connection
from psycopg_pool import ConnectionPool

from ingest.ask import Access, Asker, is_trusted
from ingest.credential import (
    BadCredential,
    Credential,
    CredentialKind,
    FixedAccess,
    open_access,
    seal,
    unseal,
)
from ingest.feed import Feed, add_feed
from ingest.gbfs_source import GbfsSource
from ingest.refusal import NotAllowed
from ingest.source import open_source
from ingest.token import TokenAccess
from stoep.settings import Settings
from tests.ingest.faultfeed import FaultFeed, as_json, bomb, fault_feed, raw, status
from tests.ingest.gbfs_bodies import T0, body, encoded, spread

Pool = ConnectionPool[Connection[Any]]
SECRET, HUSH = "the secret of this Stoep", "hush-hush-0123456789"
KINDS = {
    CredentialKind.bearer: {"token": HUSH},
    CredentialKind.api_key: {"header": "x-api-key", "key": HUSH},
    CredentialKind.basic: {"user": "stoep", "password": HUSH},
    CredentialKind.oauth2: {"token_url": "https://x/", "client_id": "a", "client_secret": HUSH},
}


def feed(connection: Connection[Any], key: str = "f") -> Feed:
    return add_feed(connection, key=key, name=key, url="http://127.0.0.1/", operator="o")


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_sealed_opens_again_and_tells_nothing(pool: Pool, kind: CredentialKind) -> None:
    credential = Credential(kind, KINDS[kind])
    assert HUSH not in repr(credential)
    with pool.connection() as connection:
        number = feed(connection).id
        seal(connection, SECRET, number, credential)
        assert unseal(connection, SECRET, number) == credential
        row = connection.execute("select c::text, sealed from credential c").fetchone()
    assert row is not None
    assert HUSH not in row[0]
    assert HUSH.encode() not in row[1]


def test_two_seals_of_the_same_differ(pool: Pool) -> None:
    with pool.connection() as connection:
        number, sealed = feed(connection).id, set()
        for _ in range(3):
            seal(connection, SECRET, number, Credential(CredentialKind.bearer, {"token": HUSH}))
            [(text,)] = connection.execute("select sealed from credential").fetchall()
            sealed.add(bytes(text))
    assert len(sealed) == 3


def test_a_row_that_was_copied_to_another_feed_does_not_open(pool: Pool) -> None:
    with pool.connection() as connection:
        one, other = feed(connection, "one"), feed(connection, "other")
        for each in (one, other):
            seal(connection, SECRET, each.id, Credential(CredentialKind.bearer, {"token": HUSH}))
        connection.execute(
            "update credential set sealed = (select sealed from credential where feed_id = %s)"
            " where feed_id = %s",
            [one.id, other.id],
        )
        with pytest.raises(BadCredential, match="does not open") as refused:
            unseal(connection, SECRET, other.id)
        assert unseal(connection, SECRET, one.id) is not None
    assert HUSH not in str(refused.value)


def test_another_secret_does_not_open_it_and_says_so(pool: Pool) -> None:
    with pool.connection() as connection:
        number = feed(connection).id
        seal(connection, SECRET, number, Credential(CredentialKind.bearer, {"token": HUSH}))
        with pytest.raises(BadCredential, match="another secret"):
            unseal(connection, "another", number)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_lacking_is_named(kind: CredentialKind) -> None:
    with pytest.raises(BadCredential, match="lacks"):
        Credential(kind, {})


def asked_with(server: FaultFeed, access: Access | None) -> Any:
    async def ask() -> bytes:
        async with httpx.AsyncClient(trust_env=False) as http:
            return (
                await Asker(http, Settings(), server.url(), access).get(server.url("/feed"))
            ).body

    return ask()


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (CredentialKind.bearer, f"authorization: bearer {HUSH}"),
        (CredentialKind.api_key, f"x-api-key: {HUSH}"),
        (CredentialKind.basic, "authorization: basic c3rvzxa6ahvzac1odxnolta"),
    ],
)
def test_each_kind_is_sent_as_its_server_wants_it(
    pool: Pool, kind: CredentialKind, expected: str
) -> None:
    heads: list[str] = []

    async def run() -> None:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            heads.append((await reader.readuntil(b"\r\n\r\n")).decode().lower())
            await raw(b"{}")(writer)
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        async with server, httpx.AsyncClient(trust_env=False) as http:
            with pool.connection() as connection:
                one = feed(connection)
                seal(connection, SECRET, one.id, Credential(kind, KINDS[kind]))
                access = open_access(connection, SECRET, one, http)
            await Asker(http, Settings(), url, access).get(url)

    asyncio.run(run())
    assert expected in heads[0]


def test_where_there_is_no_credential_the_door_is_open(pool: Pool) -> None:
    async def run() -> Access | None:
        async with httpx.AsyncClient() as http:
            with pool.connection() as connection:
                return open_access(connection, SECRET, feed(connection), http)

    assert asyncio.run(run()) is None


# --- OAuth2 ------------------------------------------------------------------------------------


def with_tokens(
    work: Callable[[FaultFeed, TokenAccess, list[float]], Any], life_s: float = 900
) -> list[str]:
    """Run `work` with a token endpoint that hands out t1, t2, …; gives the requests it got."""

    async def run() -> list[str]:
        async with fault_feed() as server, httpx.AsyncClient(trust_env=False) as http:
            given = [0]

            async def token(writer: asyncio.StreamWriter) -> None:
                given[0] += 1
                await asyncio.sleep(0.05)
                content = {"access_token": f"t{given[0]}", "expires_in": life_s}
                await as_json(content)(writer)

            server.answers["/token"] = token
            values = {**KINDS[CredentialKind.oauth2], "token_url": server.url("/token")}
            now = [0.0]
            await work(server, TokenAccess(http, values, clock=lambda: now[0]), now)
            return server.requests

    return asyncio.run(run())


def test_f5_fifty_at_once_fetch_one_token() -> None:
    async def work(server: FaultFeed, access: TokenAccess, now: list[float]) -> None:
        for expected in ("t1", "t2", "t3"):
            got = await asyncio.gather(*(access.headers() for _ in range(50)))
            assert {one["authorization"] for one in got} == {f"Bearer {expected}"}
            now[0] += 2

    assert with_tokens(work, life_s=2) == ["/token"] * 3


def test_a_token_is_renewed_before_it_ends() -> None:
    async def work(server: FaultFeed, access: TokenAccess, now: list[float]) -> None:
        for now[0], expected in ((0, "t1"), (860, "t1"), (871, "t2"), (1700, "t2"), (1742, "t3")):
            assert await access.headers() == {"authorization": f"Bearer {expected}"}

    with_tokens(work)


def test_f5_a_token_endpoint_that_is_down_costs_nothing_while_the_old_one_serves() -> None:
    async def work(server: FaultFeed, access: TokenAccess, now: list[float]) -> None:
        await access.headers()
        server.answers["/token"] = status(503)
        now[0] = 5000
        assert await access.headers() == {"authorization": "Bearer t1"}
        access.refused(await access.headers())
        with pytest.raises(NotAllowed, match="no token") as refused:
            await access.headers()
        assert HUSH not in str(refused.value)

    with_tokens(work)


@pytest.mark.parametrize("answer", [raw(b"<html>"), raw(b"{}"), raw(b'{"access_token": 5}')])
def test_a_token_endpoint_that_talks_nonsense_is_no_outage(answer: Any) -> None:
    async def work(server: FaultFeed, access: TokenAccess, now: list[float]) -> None:
        server.answers["/token"] = answer
        with pytest.raises(NotAllowed, match="credentials"):
            await access.headers()

    with_tokens(work)


def test_a_refused_token_is_tried_once_more_as_a_new_one() -> None:
    async def work(server: FaultFeed, access: TokenAccess, now: list[float]) -> None:
        server.answers["/feed"] = status(401)
        with pytest.raises(NotAllowed):
            await asked_with(server, access)

    assert with_tokens(work) == ["/token", "/feed", "/token", "/feed"]


def test_the_secret_is_in_no_log(pool: Pool) -> None:
    async def work(server: FaultFeed, access: TokenAccess, now: list[float]) -> None:
        server.answers["/feed"] = status(403)
        with pytest.raises(NotAllowed) as refused:
            await asked_with(server, access)
        told.append(repr(refused.value) + str(refused.value) + repr(access))

    told: list[str] = []
    with structlog.testing.capture_logs() as logs:
        with_tokens(work)
    assert HUSH not in json.dumps(logs, default=str) + "".join(told)
    assert "t1" not in "".join(told)


def test_a_late_refusal_of_an_old_token_does_not_cost_the_new_one() -> None:
    async def work(server: FaultFeed, access: TokenAccess, now: list[float]) -> None:
        old = await access.headers()
        access.refused(old)
        new = await access.headers()
        access.refused(old)
        assert await access.headers() == new

    assert with_tokens(work) == ["/token"] * 2


@pytest.mark.parametrize(
    "answer",
    [
        bomb(8),
        as_json({"access_token": "a", "expires_in": "soon"}),
        as_json({"access_token": "a", "expires_in": -1}),
        as_json({"access_token": "a\r\nx-other: b"}),
        as_json({"access_token": "\u00e9"}),
        as_json({"access_token": ""}),
    ],
    ids=["a bomb", "no time", "over already", "two headers", "not ASCII", "empty"],
)
def test_what_cannot_be_a_token_is_none(answer: Any) -> None:
    async def work(server: FaultFeed, access: TokenAccess, now: list[float]) -> None:
        server.answers["/token"] = answer
        with pytest.raises(NotAllowed, match="no token"):
            await access.headers()

    with_tokens(work)


def test_a_token_address_that_is_none_is_told_as_a_credential() -> None:
    async def work(server: FaultFeed, access: TokenAccess, now: list[float]) -> None:
        access.values["token_url"] = "https://[nowhere/"
        with pytest.raises(NotAllowed, match="no token"):
            await access.headers()

    with_tokens(work)


# --- to whom -------------------------------------------------------------------------------------


@asynccontextmanager
async def listening(files: dict[str, bytes]) -> AsyncIterator[tuple[str, list[tuple[str, str]]]]:
    """A server's address, and what it was asked: path and authorization."""
    asked: list[tuple[str, str]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        path = head.split(" ")[1]
        lines = [line for line in head.split("\r\n") if line.lower().startswith("authorization")]
        asked.append((path, lines[0].split(": ")[1] if lines else ""))
        answer = raw(files[path]) if path in files else status(401)
        await answer(writer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}", asked


@pytest.mark.parametrize("named", [True, False])
def test_a_file_on_another_host_gets_the_credential_only_when_it_is_named(named: bool) -> None:
    """Discovery names who it likes; vehicles and stations are asked there, without the secret."""

    async def run() -> list[tuple[str, str]]:
        names = ("free_bike_status", "station_status", "vehicle_types")
        listed = encoded(body(spread(3)))
        types = b'{"data": {"vehicle_types": []}}'
        theirs = {"/free_bike_status": listed, "/station_status": b"{}", "/vehicle_types": types}
        async with listening(theirs) as (other, asked), listening(mine := {}) as (own, _):
            files = [{"name": name, "url": f"http://{other}/{name}"} for name in names]
            mine["/gbfs"] = json.dumps({"data": {"en": {"feeds": files}}}).encode()
            access = FixedAccess(
                {"authorization": HUSH}, frozenset([other]) if named else frozenset()
            )
            async with httpx.AsyncClient(trust_env=False) as http:
                place = Feed(1, "k", "k", f"http://{own}/gbfs", 60)
                source = open_source(place, http, Settings(), access)
                assert isinstance(source, GbfsSource)
                assert len((await source.read(T0))[0]) == 3
                await source.also(T0, 5)
        return asked

    asked = asyncio.run(run())
    assert {path for path, _ in asked} == {"/free_bike_status", "/station_status", "/vehicle_types"}
    assert {secret for _, secret in asked} == {HUSH if named else ""}


def test_another_host_that_wants_credentials_is_told_by_name() -> None:
    async def run() -> str:
        async with listening({}) as (other, asked), httpx.AsyncClient(trust_env=False) as http:
            access = FixedAccess({"authorization": HUSH})
            asker = Asker(http, Settings(), "https://op.example/gbfs", access)
            with pytest.raises(NotAllowed, match=r"not the server of the feed") as refused:
                await asker.get(f"http://{other}/x")
            assert asked == [("/x", "")]
            return f"{other} {refused.value}"

    other, told = asyncio.run(run()).split(" ", 1)
    assert f"--also-to {other}" in told


@pytest.mark.parametrize(
    ("url", "trusted"),
    [
        ("https://op.example/x", True),
        ("https://OP.example:443/x", True),
        ("https://api.op.example/x", True),
        ("https://op.example:8443/x", False),
        ("http://op.example/x", False),
        ("http://api.op.example/x", False),
        ("https://op.example.evil.example/x", False),
        ("https://op.example@evil.example/x", False),
        ("https://evil.example/https://op.example", False),
        ("https://evil.example\\@op.example", None),
    ],
)
def test_who_may_know_the_credential(url: str, trusted: bool | None) -> None:
    """None: whoever it is by the one who asks; that is the reading that counts."""
    expected = httpx.URL(url).host == "op.example" if trusted is None else trusted
    assert is_trusted(url, "https://op.example/gbfs", frozenset(["api.op.example"])) is expected


def test_hosts_beside_are_sealed_with_the_credential(pool: Pool) -> None:
    values = {"token": HUSH, "also_to": " API.op.example, cdn.op.example:8443,"}
    with pool.connection() as connection:
        number = feed(connection).id
        seal(connection, SECRET, number, Credential(CredentialKind.bearer, values))
        known = unseal(connection, SECRET, number)
    assert known is not None
    assert known.also_to == {"api.op.example", "cdn.op.example:8443"}
