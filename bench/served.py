"""The API, or the pages with it, in a process of its own, asked over HTTP on loopback."""

import http.client
import multiprocessing
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from api.app import create_app
from dashboard.app import attach
from stoep.settings import Settings


@contextmanager
def served(address: str) -> Iterator[http.client.HTTPConnection]:
    """A connection to an API before the database at `address`."""
    with _running(_serve, address) as port:
        yield _connected(port)


@contextmanager
def pages_served(address: str, now_s: int) -> Iterator[str]:
    """The address of API and pages before that database; their clock stands at `now_s`."""
    with _running(_serve_pages, address, now_s) as port:
        _connected(port).close()
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _running(serve: Callable[..., None], *about: Any) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(*about, port))
    server.start()
    try:
        yield port
    finally:
        server.terminate()
        server.join()


def _serve(address: str, port: int) -> None:
    uvicorn.run(create_app(Settings(), address), port=port, log_config=None)


def _serve_pages(address: str, now_s: int, port: int) -> None:
    settings = Settings(acting="anyone")
    server = create_app(settings, address, clock=lambda: now_s)
    attach(server, settings, lambda: now_s)
    uvicorn.run(server, port=port, log_config=None)


def _connected(port: int) -> http.client.HTTPConnection:
    until = time.monotonic() + 60
    while True:
        client = http.client.HTTPConnection("127.0.0.1", port)
        try:
            client.request("GET", "/v1/health")
            if client.getresponse().read():
                return client
        except OSError:
            if time.monotonic() > until:
                raise
        time.sleep(0.05)
