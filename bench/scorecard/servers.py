"""The whole product on loopback by two processes that share a port, as on two cores."""

import http.client
import multiprocessing
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from api.app import create_app
from dashboard.app import attach
from stoep.logs import configure
from stoep.settings import Settings

WORKERS = 2
SECRET = "the secret of a scorecard"
PATIENCE_S = 180


@contextmanager
def workers(address: str, now_s: float | None = None, **settings: Any) -> Iterator[int]:
    """The port of API and pages before the database at `address`.

    Their clock stands at `now_s`; without it, it is the machine's own.
    """
    context = multiprocessing.get_context("spawn")
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(512)
        port = int(listener.getsockname()[1])
        children = [
            context.Process(target=_work, args=(listener, address, now_s, settings), daemon=True)
            for _ in range(WORKERS)
        ]
        for child in children:
            child.start()
        try:
            _until_up(port, children)
            yield port
        finally:
            for child in children:
                child.terminate()
            for child in children:
                child.join(20)
                if child.is_alive():
                    child.kill()


def _work(
    listener: socket.socket, address: str, now_s: float | None, settings: dict[str, Any]
) -> None:
    configure(Settings(log_level="critical"))
    told = Settings(**{"acting": "anyone", "rate_per_minute": 0, **settings})
    clock = time.time if now_s is None else lambda: now_s
    server = create_app(told, address, clock=clock, secret=SECRET)
    attach(server, told, clock)
    config = uvicorn.Config(server, log_config=None, access_log=False, server_header=False)
    uvicorn.Server(config).run(sockets=[listener])


def _until_up(port: int, children: list[Any]) -> None:
    until = time.monotonic() + PATIENCE_S
    while True:
        if not all(child.is_alive() for child in children):
            raise RuntimeError("A worker ended at once.")
        asking = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
        try:
            asking.request("GET", "/v1/health")
            if asking.getresponse().read():
                return
        except OSError:
            if time.monotonic() > until:
                raise
        finally:
            asking.close()
        time.sleep(0.1)
