"""What is asked again in the same second, before an unchanged database, is worked out once."""

import asyncio
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.app import create_app
from stoep.cluster import Cluster
from stoep.settings import Settings
from stoep.store.migrate import migrate
from stoep.vocabulary import AreaKind
from tests.api.conftest import NOW, serving
from tests.conftest import ROOT
from tests.worlds import World

QUESTION = "/areas?kind=district"
BOX = (4.30, 52.05, 4.31, 52.06)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A server of our own: PostgreSQL counts transactions of all its databases together."""
    made = Cluster(ROOT / ".stoep" / "test" / f"once-{os.getpid()}")
    with made.up(fleeting=True):
        yield made
    made.remove()
    shutil.rmtree(made.home)


@pytest.fixture(scope="module")
def migrated(cluster: Cluster) -> str:
    """Name of a migrated database on it, to copy from."""
    cluster.create("template_once")
    migrate(cluster.address("template_once"))
    return "template_once"


class Counted:
    """An application before a database, and how often it went there for an answer."""

    def __init__(self, app: FastAPI, client: httpx.Client) -> None:
        self.app, self.client = app, client

    @property
    def looks(self) -> int:
        """Connections that were asked for so far."""
        stats = self.app.state.evidence.connections.get_stats()
        return int(stats.get("requests_num", 0))

    def asks(self, question: str = QUESTION, **headers: str) -> tuple[bytes, int]:
        """An answer, and how often the database was gone to for it."""
        before = self.looks
        reply = self.client.get(question, headers=headers)
        assert reply.status_code == 200, reply.text
        return reply.content, self.looks - before


class Hand:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> float:
        return self.at


@contextmanager
def counted(address: str, clock: Hand, **settings: Any) -> Iterator[Counted]:
    app = create_app(Settings(**settings), address, clock=clock, secret="a secret for tests")
    with serving(app) as client:
        yield Counted(app, client)


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def stoep(address: str, world: World, clock: Hand) -> Iterator[Counted]:
    world.area(AreaKind.district, "west", *BOX)
    with counted(address, clock) as made:
        yield made


def test_the_third_in_a_second_gets_what_the_second_was_told(stoep: Counted) -> None:
    """The first who asks pays nothing to find out that nobody else does."""
    told = [stoep.asks() for _ in range(4)]
    assert [looks for _, looks in told] == [1, 1, 0, 0]
    assert len({answer for answer, _ in told}) == 1
    assert b'"west"' in told[0][0]


def test_what_was_committed_since_is_in_the_answer(stoep: Counted, world: World) -> None:
    for _ in range(3):
        stoep.asks()
    for name in ("east", "north"):
        world.area(AreaKind.district, name, *BOX)
        for _ in range(3):
            answer, _ = stoep.asks()
            assert f'"{name}"'.encode() in answer


def test_another_second_is_another_answer(stoep: Counted, clock: Hand) -> None:
    question = "/indicators/parked_density/map?kind=district"
    first = [stoep.asks(question) for _ in range(3)]
    clock.at += 1
    answer, looks = stoep.asks(question)
    assert first[2][1] == 0
    assert looks > 0
    assert answer != first[2][0]


@pytest.mark.parametrize(
    "headers",
    [{"Cookie": "stoep=somebody"}, {"Authorization": "Bearer of-somebody"}],
    ids=["cookie", "key"],
)
def test_who_tells_who_they_are_is_answered_for_themselves(
    stoep: Counted, headers: dict[str, str]
) -> None:
    assert [stoep.asks(**headers)[1] for _ in range(4)] == [1, 1, 1, 1]


def test_other_words_are_another_question(stoep: Counted) -> None:
    for _ in range(3):
        stoep.asks()
    for other in (f"{QUESTION}&municipality=GM9999", "/areas?kind=municipality"):
        assert stoep.asks(other)[1] == 1
    assert stoep.asks(**{"Accept-Language": "nl"})[1] == 1


def test_what_is_refused_is_refused_each_time(stoep: Counted) -> None:
    for _ in range(4):
        reply = stoep.client.get("/areas/9999")
        assert reply.status_code == 404
    before = stoep.looks
    stoep.client.get("/areas/9999")
    assert stoep.looks == before + 1


def test_a_page_of_another_reader_is_not_handed_on(address: str, world: World, clock: Hand) -> None:
    """With reading for people, what is told apart is told to each."""
    world.area(AreaKind.district, "west", *BOX)
    with counted(address, clock, acting="people", reading="people") as stoep:
        question = "/indicators/parked_density/map?kind=district"
        assert all(stoep.asks(question)[1] for _ in range(4))
        assert [stoep.asks()[1] for _ in range(3)] == [1, 1, 0]


def test_those_who_ask_at_once_wait_for_one_answer(stoep: Counted) -> None:
    question = "/indicators/parked_density/map?kind=district"

    async def crowd() -> list[bytes]:
        base = str(stoep.client.base_url)
        async with httpx.AsyncClient(base_url=base, trust_env=False, timeout=60) as client:
            replies = await asyncio.gather(*(client.get(question.lstrip("/")) for _ in range(12)))
        assert {reply.status_code for reply in replies} == {200}
        return [reply.content for reply in replies]

    (_, alone), _ = stoep.asks(question), stoep.asks(question)
    before = stoep.looks
    assert len(set(asyncio.run(crowd()))) == 1
    assert stoep.looks - before <= alone


def test_a_database_that_is_away_is_told_of_and_is_found_again(
    address: str, world: World, clock: Hand
) -> None:
    """The layer asks the database by a way of its own: that it broke shows in nobody's answer."""
    world.area(AreaKind.district, "west", *BOX)
    with counted(address, clock) as stoep:
        assert [stoep.asks()[1] for _ in range(3)] == [1, 1, 0]
        world.connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        )
        for _ in range(3):
            answer, _ = stoep.asks()
            assert b'"west"' in answer
