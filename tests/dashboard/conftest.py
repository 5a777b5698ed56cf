"""The page in a real browser, before the real API and a database that each test draws in."""

import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import psycopg
import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect, sync_playwright
from psycopg import Connection
from psycopg_pool import ConnectionPool

from api.app import create_app
from bench.browser import ARGUMENTS, CHROMIUM
from dashboard.app import attach
from dashboard.page import Page as DashboardPage
from dashboard.pages import PAGES
from stoep.settings import Settings
from stoep.vocabulary import AreaKind
from tests.dashboard.profiles import PATIENCE_MS, Profiles
from tests.worlds import World, at
from zones.cells import fold_feed

NOW = at("15 12:00").timestamp()
Open = Callable[..., Page]
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One browser for all tests of this folder; each test has pages without a past in it.

    It is gone before the next folder's tests: its event loop lives in this thread, and a thread
    has room for one.
    """
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*ARGUMENTS, "--process-per-site"], headless=True
        )
        yield made
        made.close()


@pytest.fixture
def drawn(address: str, pool: ConnectionPool[Connection]) -> World:
    """Two neighbourhoods side by side, about 0.75 km² each; it is 15 March 2026, 13:00 there.

    +---------+---------+
    | north   | south   |   zilt stands at n n n s, duin at n and s;
    |  z z z  |    z    |   zilt's feed was silent from 13 March 22:00 to 14 March 04:00
    |  d      |    d    |
    +---------+---------+
    """
    with psycopg.connect(address, autocommit=True) as connection:
        world = World(connection)
        for kind, code, west, east in (
            (AreaKind.municipality, "town", 4.30, 4.32),
            (AreaKind.district, "shore", 4.30, 4.32),
            (AreaKind.neighbourhood, "north", 4.30, 4.31),
            (AreaKind.neighbourhood, "south", 4.31, 4.32),
        ):
            world.area(kind, code, west, 52.07, east, 52.08, municipality="town")
        world.feed("zilt", ("12 00:00", "13 22:00"), ("14 04:00", "15 12:00"))
        world.feed("duin", ("12 00:00", "15 12:00"))
        ids = {
            code: connection.execute("select id from area where code = %s", [code]).fetchone()[0]
            for code in ("town", "shore", "north", "south")
        }
        north = (ids["town"], ids["shore"], ids["north"])
        south = (ids["town"], ids["shore"], ids["south"])
        for place, lon in enumerate((4.302, 4.304, 4.306)):
            world.stands("zilt", lon, 52.075, f"12 0{place}:00", areas=north)
        world.stands("zilt", 4.315, 52.075, "15 08:00", areas=south)
        world.stands("duin", 4.303, 52.072, "12 00:00", form="moped", areas=north)
        world.stands("duin", 4.317, 52.072, "15 11:00", form="moped", areas=south)
        world.polled(
            "zilt", "14 01:00", "http_error", reason="503 Service Unavailable", body_bytes=0
        )
        world.polled("zilt", "14 02:00", "parse", reason="not JSON: <html>", body_bytes=20)
    with pool.connection() as connection:
        for feed in world.feeds.values():
            fold_feed(connection, feed.id)
    return world


@contextmanager
def serving(
    address: str, settings: Settings, pages: Sequence[DashboardPage] = PAGES
) -> Iterator[str]:
    """The address of a server of our own with API and page; the clock stands at NOW."""
    server = create_app(settings, address, clock=lambda: NOW)
    attach(server, settings, lambda: NOW, pages)
    listener = _listener()
    running = uvicorn.Server(uvicorn.Config(server, log_config=None, lifespan="on"))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
    thread.start()
    while not running.started and thread.is_alive():
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        running.should_exit = True
        thread.join()


_place = ("127.0.0.1", 0)
"""Where the first server was."""


def _listener() -> socket.socket:
    """At the same place again, if it is free: the browser knows the scripts that are there."""
    global _place
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind(_place)
    except OSError:
        made.bind(("127.0.0.1", 0))
    else:
        _place = made.getsockname()
    return made


@pytest.fixture
def site(address: str, drawn: World) -> Iterator[str]:
    """The address of the page before the drawn world."""
    with serving(address, Settings()) as url:
        yield url


@pytest.fixture(scope="package")
def profiles(browser: Browser) -> Profiles:
    """The profiles of this browser, for a mouse and for a finger."""
    return Profiles(browser)


@pytest.fixture
def visit(profiles: Profiles, site: str) -> Iterator[Open]:
    """Opens a page at a query, in a profile without a past, and waits until it is laid out.

    `heard` is told every address that is asked, and every error of the browser.
    """

    def open_page(
        query: str = "",
        width: int = 1280,
        height: int = 900,
        *,
        path: str = "/",
        dark: bool = False,
        touch: bool = False,
        heard: Callable[[str], None] | None = None,
    ) -> Page:
        page = profiles.page(site, touch=touch)
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if dark else "light")
        if heard:
            listen(page, heard)
        page.goto(f"{site}{path}{query}")
        page.locator("#content").wait_for()
        if path == "/":
            page.locator("#now-figures .value").first.wait_for()
        return page

    yield open_page
    profiles.forget(site)


def listen(page: Page, heard: Callable[[str], None]) -> None:
    """Hear of every request, by its address, and of everything that breaks."""
    page.on("request", lambda request: heard(request.url))
    page.on("pageerror", lambda error: heard(f"broken: {error}"))
    page.on(
        "console",
        lambda said: heard(f"console: {said.text}") if said.type == "error" else None,
    )
