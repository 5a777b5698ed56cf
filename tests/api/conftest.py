"""The API over real HTTP on loopback, before a database that each test draws its own world in."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from api.app import create_app
from stoep.settings import Settings
from tests.worlds import World, at, drawing

NOWHERE = "postgresql://nobody@/none?host=/nowhere&connect_timeout=1"
NOW = at("15 12:00").timestamp()
PATIENCE_S = 60
"""How long an answer may take before a test gives up: no test is about time."""


@contextmanager
def serving(app: FastAPI) -> Iterator[httpx.Client]:
    """A server of our own on a free port, and a client that asks it."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="on"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    port = listener.getsockname()[1]
    try:
        url = f"http://127.0.0.1:{port}/v1"
        with httpx.Client(base_url=url, trust_env=False, timeout=PATIENCE_S) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def world(address: str) -> Iterator[World]:
    """A pen to draw a world with."""
    with drawing(address) as world:
        yield world


@pytest.fixture
def client(address: str) -> Iterator[httpx.Client]:
    """Asks the API of this world; there it is 15 March 2026, 12:00 UTC."""
    with serving(create_app(Settings(), address, clock=lambda: NOW)) as asking:
        yield asking


@pytest.fixture(scope="session")
def away() -> Iterator[httpx.Client]:
    """An API whose database is not there."""
    with serving(create_app(Settings(), NOWHERE)) as asking:
        yield asking
