"""A world without anything in it; a test file that needs more draws its own."""

from collections.abc import Iterator

import pytest

from tests.worlds import World, drawing


@pytest.fixture
def world(address: str) -> Iterator[World]:
    with drawing(address) as world:
        yield world
