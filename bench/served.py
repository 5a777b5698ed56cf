"""The API in a process of its own, asked over HTTP on loopback."""

import http.client
import multiprocessing
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from api.app import create_app
from stoep.settings import Settings


@contextmanager
def served(address: str) -> Iterator[http.client.HTTPConnection]:
    """A connection to an API before the database at `address`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(address, port))
    server.start()
    try:
        yield _connected(port)
    finally:
        server.terminate()
        server.join()


def _serve(address: str, port: int) -> None:
    uvicorn.run(create_app(Settings(), address), port=port, log_config=None)


def _connected(port: int) -> http.client.HTTPConnection:
    until = time.monotonic() + 20
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
