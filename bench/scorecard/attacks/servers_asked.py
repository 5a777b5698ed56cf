"""Addresses that a visitor names: none of them leads to our own network."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from bench.scorecard.attacks.tally import Tally
from ingest.client import open_client
from ingest.fetch import fetch
from ingest.refusal import Refusal
from stoep.settings import Settings
from tests.ingest.faultfeed import fault_feed, raw

HOSTS = (
    "127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0", "[::1]",
    "[::ffff:127.0.0.1]", "①②⑦.0.0.1", "127.0.0.1.", "LOCALHOST", "127.0.1", "0x7f.1", "[::]",
    "[::ffff:7f00:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "0.0.0.0", "user@127.0.0.1",
    "evil.example@127.0.0.1", "127.0.0.1%23.evil.example", "localhost.localdomain",
    "ip6-localhost", "127。0。0。1",
)  # fmt: skip
SCHEMES = ("http", "https", "file", "gopher", "ftp", "dict", "HTTP")


@contextmanager
def canary() -> Iterator[tuple[int, list[object]]]:
    """A listener that nobody should reach, and who did."""
    visits: list[object] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def listen() -> None:
        while True:
            try:
                line, who = listener.accept()
            except OSError:
                return
            visits.append(who)
            line.close()

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1], visits
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)


def to_ourselves(tally: Tally) -> None:
    """Each spelling of our own machine with each scheme, straight and by a redirect."""
    with canary() as (port, visits):
        urls = [f"{scheme}://{host}:{port}/" for scheme in SCHEMES for host in HOSTS]
        asyncio.run(_ask_all(tally, urls, visits, Settings()))
        asyncio.run(_led_there(tally, port, visits))
        tally.visits += len(visits)


async def _ask_all(tally: Tally, urls: list[str], visits: list[object], settings: Settings) -> None:
    async with open_client(settings) as http:
        for url in urls:
            before, answered = len(visits), False
            try:
                async with asyncio.timeout(6):
                    await fetch(url, http, deadline_s=5, max_bytes=10_000)
                answered = True
            except (Refusal, TimeoutError, ValueError, UnicodeError):
                pass
            tally.one("our own network", answered or len(visits) > before, url)


async def _led_there(tally: Tally, port: int, visits: list[object]) -> None:
    """A server that may be asked sends us on to ourselves."""
    for status in ("301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"):
        for host in ("127.0.0.1", "[::1]", "localhost"):
            to = f"Location: http://{host}:{port}/"
            async with fault_feed(feed=raw(b"", to, status_line=status)) as server:
                settings = Settings(fetch_private_hosts=f"127.0.0.1:{server.port}")
                await _ask_all(tally, [server.url()], visits, settings)
