"""The demo's page in a real browser, cold: when the first number stands there, and the map.

Each run is a new browser with an empty cache. Graphics are drawn by the processor here: a machine
with a graphics card is faster.
"""

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from playwright.sync_api import Browser, sync_playwright

from bench.browser import ARGUMENTS, CHROMIUM
from bench.report import Line
from bench.scratch import HOME

RUNS = 5
BUDGET_NUMBER_S, BUDGET_MAP_S = 1.5, 2.5
SEES_NUMBER = "() => /\\d/.test((document.querySelector('h1') || {}).innerText || '')"
SEES_ALL = "() => document.querySelectorAll('#now-answer h1, #now-figures .value').length >= 5"
SEES_MAP = "() => (document.getElementById('map-canvas') || {dataset: {}}).dataset.ready === 'yes'"
SINCE_START_S = "() => performance.now() / 1000"
BYTES = """() => [...performance.getEntriesByType('navigation'),
  ...performance.getEntriesByType('resource')].reduce((sum, r) => sum + r.transferSize, 0)"""


@dataclass(frozen=True)
class Load:
    """One cold load, in seconds since the browser asked; `bare_s` is a page of text alone."""

    bare_s: float
    number_s: float
    figures_s: float
    map_s: float
    megabytes: float


def load(browser: Browser, url: str) -> Load:
    """Open the page in a fresh profile, and wait for what a reader waits for."""
    with browser.new_context(viewport={"width": 1440, "height": 900}) as fresh:
        page = fresh.new_page()
        page.goto(f"{url}/v1/health")
        seen = [float(page.evaluate(SINCE_START_S))]
        page.goto(url, wait_until="commit")
        for condition in (SEES_NUMBER, SEES_ALL, SEES_MAP):
            page.wait_for_function(condition, polling=10, timeout=60_000)
            seen.append(float(page.evaluate(SINCE_START_S)))
        seen.append(page.evaluate(BYTES) / 1e6)
        return Load(*seen)


@contextmanager
def demo() -> Iterator[str]:
    """Address of a running demo with all its history, in the benches' own home."""
    command = [sys.executable, "-m", "stoep", "demo"]
    surroundings = {**os.environ, "STOEP_HOME": str(HOME / "demo"), "STOEP_PORT": "8470"}
    with tempfile.TemporaryFile("w+") as told:
        running = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=told, stderr=told, env=surroundings
        )
        try:
            yield _when_ready(running, told)
        finally:
            running.terminate()
            running.wait(60)


def measure() -> list[Load]:
    """Several cold loads, one after another."""
    with demo() as url, sync_playwright() as playwright:
        loads = []
        for _ in range(RUNS):
            browser = playwright.chromium.launch(
                executable_path=CHROMIUM, args=list(ARGUMENTS), headless=True
            )
            loads.append(load(browser, url))
            browser.close()
        return loads


def lines() -> list[Line]:
    """First number, all key figures and the map, beside a bare page in the same browser."""
    loads = measure()
    bare_s = statistics.median(one.bare_s for one in loads)

    def line(what: str, of: Callable[[Load], float], budget_s: float | None) -> Line:
        seconds = [of(one) for one in loads]
        middle = statistics.median(seconds)
        return Line(
            f"page, cold: {what}",
            f"{middle:.2f} s ({min(seconds):.2f} to {max(seconds):.2f})",
            f"a page of text in the same browser {bare_s:.2f} s",
            "–" if budget_s is None else f"≤ {budget_s} s",
            None if budget_s is None else middle <= budget_s,
        )

    return [
        line("first number", lambda one: one.number_s, BUDGET_NUMBER_S),
        line("all key figures", lambda one: one.figures_s, None),
        line(f"map, {loads[0].megabytes:.1f} MB in all", lambda one: one.map_s, BUDGET_MAP_S),
    ]


def _when_ready(running: subprocess.Popen[bytes], told: IO[str]) -> str:
    while running.poll() is None:
        told.seek(0)
        if found := re.search(r"Ready: (http://\S+)", told.read()):
            return found[1]
        time.sleep(0.5)
    told.seek(0)
    sys.exit(f"The demo did not start:\n{told.read()}")
