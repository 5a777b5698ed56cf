"""The API where people sign in, and the people that tests make."""

from collections.abc import Iterator

import pytest
from psycopg import Connection
from psycopg_pool import ConnectionPool

from api.app import create_app
from stoep.settings import Settings
from stoep.vocabulary import AreaKind
from tests.api.conftest import serving
from tests.api.people.cast import SECRET, Cast, Clock
from tests.worlds import World

SETTINGS = {"acting": "people"}


@pytest.fixture
def clock() -> Clock:
    """It is 15 March 2026, 12:00 UTC, until a test lets time pass."""
    return Clock()


@pytest.fixture
def towns(world: World) -> World:
    """Two municipalities side by side, a feed, and a vehicle that stands in the first.

    +------+------+
    | GM1  | GM2  |    swift's stands in GM1, and one in GM2
    +------+------+
    """
    one = world.area(AreaKind.municipality, "GM1", 4.30, 52.07, 4.32, 52.08, municipality="GM1")
    two = world.area(AreaKind.municipality, "GM2", 4.32, 52.07, 4.34, 52.08, municipality="GM2")
    world.feed("swift", ("10 00:00", "15 12:00"))
    world.feed("veer", ("10 00:00", "15 12:00"))
    world.stands("swift", 4.31, 52.075, "11 00:00", areas=(one,))
    world.stands("swift", 4.33, 52.075, "11 00:00", areas=(two,))
    return world


@pytest.fixture
def settings() -> Settings:
    """Who acts here is who signed in; a file may say otherwise."""
    return Settings(**SETTINGS)


@pytest.fixture
def cast(
    address: str,
    pool: ConnectionPool[Connection],
    towns: World,
    clock: Clock,
    settings: Settings,
) -> Iterator[Cast]:
    """Makes people, before a server of their own."""
    with serving(create_app(settings, address, clock=clock, secret=SECRET)) as client:
        yield Cast(pool, str(client.base_url), clock)
