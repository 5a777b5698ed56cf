"""The page in a real browser before 100,000 vehicles and two million stays.

How long until the first number and the map stand there, cold; until a number follows a filter;
until a map that was moved or zoomed is whole again; and what goes over the wire. Each cold run is a
new browser with an empty cache. Graphics are drawn by the processor here: a machine with a graphics
card is faster.
"""

import statistics
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg
from playwright.sync_api import Browser, Page, Request, sync_playwright

from bench.browser import ARGUMENTS, CHROMIUM
from bench.crowd import VEHICLES, crowded
from bench.report import Line
from bench.scratch import percentile
from bench.served import pages_served

RUNS, FILTERS, MOVES, REFRESHES = 5, 20, 24, 4
BUDGET_NUMBER_S, BUDGET_MAP_S, BUDGET_FILTER_S, BUDGET_BLANK_S = 1.5, 2.5, 0.3, 0.3
BUDGET_FIRST_MB, BUDGET_ALL_MB, BUDGET_REFRESH_KB = 1.5, 2.5, 60
PATIENCE_MS = 60_000
AT_REST_MS = 3_000
"""So long after a choice the map has followed, drawn by the processor."""
SEES_NUMBER = "() => /\\d/.test((document.querySelector('h1') || {}).innerText || '')"
SEES_ALL = "() => document.querySelectorAll('#now-answer h1, #now-figures .value').length >= 5"
SEES_MAP = "() => (document.getElementById('map-canvas') || {dataset: {}}).dataset.ready === 'yes'"
SEES_CHART = "() => document.querySelector('.js-plotly-plot .main-svg')"
SINCE_START_S = "() => performance.now() / 1000"
CHOSEN = """([name, value]) => new Promise((told) => {
  const head = document.querySelector('#now-answer'), before = head.innerText;
  const began = performance.now();
  new MutationObserver((_, watch) => {
    if (head.innerText === before) return;
    watch.disconnect();
    told((performance.now() - began) / 1000);
  }).observe(head, { childList: true, subtree: true, characterData: true });
  dash_clientside.set_props(name, { value });
})"""
MOVED = """(step) => new Promise((told) => {
  const { map } = state, began = performance.now();
  let whole = null;
  const look = () => {
    if (!map.areTilesLoaded()) whole = null;
    else if (whole === null) whole = performance.now();
    if (whole !== null && performance.now() - whole > 150) return told((whole - began) / 1000);
    requestAnimationFrame(look);
  };
  if (step.zoom) map.jumpTo({ zoom: map.getZoom() + step.zoom });
  else map.panBy([step.x, step.y], { animate: false });
  requestAnimationFrame(look);
})"""
REFRESHED = "(n) => dash_clientside.set_props('tick', { n_intervals: n })"


@dataclass(frozen=True)
class Load:
    """One cold load, in seconds since the browser asked; `bare_s` is a page of text alone."""

    bare_s: float
    number_s: float
    figures_s: float
    map_s: float
    first_mb: float
    """What the page is made of, as it comes over the wire, without the vehicles on the map."""
    tiles_mb: float


class Wire:
    """The bytes that came over the wire to a page and its workers, those of map tiles apart."""

    def __init__(self, page: Page) -> None:
        self._came: list[Request] = []
        page.on("requestfinished", lambda request: self._came.append(request))

    def bytes(self) -> tuple[int, int]:
        """Of all but tiles, and of tiles, with their headers."""
        page, tiles = 0, 0
        for request in self._came:
            sizes = request.sizes()
            came = sizes["responseBodySize"] + sizes["responseHeadersSize"]
            if "/v1/tiles/" in request.url:
                tiles += came
            else:
                page += came
        return page, tiles


def _cold(browser: Browser, url: str) -> Load:
    """Open the page in a fresh profile, and wait for what a reader waits for."""
    with browser.new_context(viewport={"width": 1440, "height": 900}) as fresh:
        page = fresh.new_page()
        page.goto(f"{url}/v1/health")
        # The browser itself has started, and what it does then is over.
        page.wait_for_timeout(AT_REST_MS)
        page.goto(f"{url}/v1/health")
        seen = [float(page.evaluate(SINCE_START_S))]
        wire = Wire(page)
        page.goto(url, wait_until="commit")
        for condition in (SEES_NUMBER, SEES_ALL, SEES_MAP):
            page.wait_for_function(condition, polling=10, timeout=PATIENCE_MS)
            seen.append(float(page.evaluate(SINCE_START_S)))
        page.wait_for_timeout(1000)
        first, tiles = wire.bytes()
        return Load(*seen, first / 1e6, tiles / 1e6)


def _with_charts_mb(browser: Browser, url: str) -> float:
    """What the first page and a page of charts after it bring, without map tiles."""
    with browser.new_context(viewport={"width": 1440, "height": 900}) as fresh:
        page = fresh.new_page()
        wire = Wire(page)
        page.goto(url)
        page.wait_for_function(SEES_MAP, timeout=PATIENCE_MS)
        page.goto(f"{url}/density")
        page.wait_for_function(SEES_CHART, timeout=PATIENCE_MS)
        page.wait_for_timeout(1000)
        return wire.bytes()[0] / 1e6


def _opened(browser: Browser, url: str) -> Page:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(url)
    page.wait_for_function(SEES_MAP, timeout=PATIENCE_MS)
    page.wait_for_timeout(2000)
    return page


def _filtered(page: Page, operators: list[str]) -> list[float]:
    """Seconds from a choice on a page at rest until the first number has followed."""
    took = []
    for turn in range(FILTERS):
        value = operators[turn // 2 % len(operators)] if turn % 2 == 0 else None
        took.append(float(page.evaluate(CHOSEN, ["filter-operator", value])))
        page.wait_for_timeout(AT_REST_MS)
    return took


def _moved(page: Page) -> list[float]:
    """Seconds until every tile in sight is there again, of steps across the city and in and out."""
    steps: list[dict[str, float]] = [
        {"x": 500, "y": 0}, {"x": 0, "y": 400}, {"zoom": 1}, {"x": -500, "y": 0},
        {"x": 0, "y": -400}, {"zoom": 1}, {"x": 300, "y": 300}, {"zoom": -2},
    ]  # fmt: skip
    return [float(page.evaluate(MOVED, steps[turn % len(steps)])) for turn in range(MOVES)]


def _refreshed(page: Page, address: str) -> tuple[float, float]:
    """Kilobytes of a refresh after a poll of every feed: of the page, and of the map's tiles."""
    wire = Wire(page)
    for turn in range(REFRESHES):
        with psycopg.connect(address, autocommit=True) as polling:
            polling.execute("update feed_state set generation = generation + 1")
        page.evaluate(REFRESHED, turn + 1)
        page.wait_for_timeout(4000)
    came, tiles = wire.bytes()
    return came / 1e3 / REFRESHES, tiles / 1e3 / REFRESHES


def _line(what: str, measured: str, beside: str, budget: str, holds: bool | None) -> Line:
    return Line(f"page: {what}", measured, beside, budget, holds)


def lines() -> list[Line]:
    """All of it, beside a bare page in the same browser."""
    with crowded() as (address, now_s), pages_served(address, now_s) as url:
        with psycopg.connect(address) as connection:
            operators = [
                key for (key,) in connection.execute("select key from operator order by 1")
            ]
        with sync_playwright() as playwright:
            loads = []
            for _ in range(RUNS):
                browser = _browser(playwright)
                loads.append(_cold(browser, url))
                browser.close()
            browser = _browser(playwright)
            with_charts = _with_charts_mb(browser, url)
            page = _opened(browser, url)
            filtered, moved = _filtered(page, operators), _moved(page)
            page_kb, tiles_kb = _refreshed(page, address)
            browser.close()
    return _told(loads, with_charts, filtered, moved, page_kb, tiles_kb)


def _browser(playwright: Any) -> Browser:
    started: Browser = playwright.chromium.launch(
        executable_path=CHROMIUM, args=list(ARGUMENTS), headless=True
    )
    return started


def _told(
    loads: list[Load],
    with_charts: float,
    filtered: list[float],
    moved: list[float],
    page_kb: float,
    tiles_kb: float,
) -> list[Line]:
    bare = f"a page of text in the same browser {statistics.median(o.bare_s for o in loads):.2f} s"

    def cold(what: str, of: Callable[[Load], float], budget_s: float | None) -> Line:
        seconds = [of(one) for one in loads]
        middle = statistics.median(seconds)
        measured = f"{middle:.2f} s ({min(seconds):.2f} to {max(seconds):.2f})"
        budget = "–" if budget_s is None else f"≤ {budget_s} s"
        holds = None if budget_s is None else middle <= budget_s
        return _line(f"cold, {what}", measured, bare, budget, holds)

    def spread(what: str, seconds: list[float], budget_s: float) -> Line:
        p50, p95 = percentile(seconds, 0.5), percentile(seconds, 0.95)
        measured = f"p50 {1e3 * p50:.0f} ms, p95 {1e3 * p95:.0f} ms"
        return _line(what, measured, bare, f"p95 ≤ {1e3 * budget_s:.0f} ms", p95 <= budget_s)

    first_mb = statistics.median(one.first_mb for one in loads)
    tiles = f"{statistics.median(one.tiles_mb for one in loads):.2f} MB of vehicles beside it"
    return [
        cold(f"first number, {VEHICLES:,} vehicles", lambda one: one.number_s, BUDGET_NUMBER_S),
        cold("all key figures", lambda one: one.figures_s, None),
        cold("map", lambda one: one.map_s, BUDGET_MAP_S),
        spread("a filter is chosen until the number follows", filtered, BUDGET_FILTER_S),
        spread("moved or zoomed until every tile is there", moved, BUDGET_BLANK_S),
        _line(
            "weight of the first page",
            f"{first_mb:.2f} MB",
            tiles,
            f"≤ {BUDGET_FIRST_MB} MB",
            first_mb <= BUDGET_FIRST_MB,
        ),
        _line(
            "weight with a page of charts",
            f"{with_charts:.2f} MB",
            "–",
            f"≤ {BUDGET_ALL_MB} MB",
            with_charts <= BUDGET_ALL_MB,
        ),
        _line(
            "a refresh after a poll of every feed",
            f"{page_kb:.0f} kB",
            f"{tiles_kb:.0f} kB of vehicles beside it",
            f"≤ {BUDGET_REFRESH_KB} kB",
            page_kb <= BUDGET_REFRESH_KB,
        ),
    ]
