"""The page in a real browser, cold: when the first number stands there, and when the map does.

    python -m bench.page http://127.0.0.1:8350

Each run is a new browser with an empty cache. Graphics are drawn by the processor here: a machine
with a graphics card is faster.
"""

import statistics
import sys
from dataclasses import dataclass

from playwright.sync_api import Browser, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
)
RUNS = 5
BUDGET_NUMBER_S, BUDGET_MAP_S = 1.5, 2.5
SEES_NUMBER = "() => /\\d/.test((document.querySelector('h1') || {}).innerText || '')"
SEES_ALL = "() => document.querySelectorAll('#answer h1, #figures .value').length >= 5"
SEES_MAP = "() => (document.getElementById('map-canvas') || {dataset: {}}).dataset.ready === 'yes'"
SINCE_START_S = "() => performance.now() / 1000"
BYTES = """() => [...performance.getEntriesByType('navigation'),
  ...performance.getEntriesByType('resource')].reduce((sum, r) => sum + r.transferSize, 0)"""


@dataclass(frozen=True)
class Load:
    """One cold load, in seconds since the browser asked for the page."""

    number_s: float
    figures_s: float
    map_s: float
    megabytes: float


def load(browser: Browser, url: str) -> Load:
    """Open the page in a fresh profile, and wait for what a reader waits for."""
    with browser.new_context(viewport={"width": 1440, "height": 900}) as fresh:
        page = fresh.new_page()
        page.goto(url, wait_until="commit")
        seen = []
        for condition in (SEES_NUMBER, SEES_ALL, SEES_MAP):
            page.wait_for_function(condition, polling=10, timeout=60_000)
            seen.append(float(page.evaluate(SINCE_START_S)))
        return Load(*seen, megabytes=page.evaluate(BYTES) / 1e6)


def measure(url: str, runs: int = RUNS) -> list[Load]:
    """Several cold loads, one after another."""
    with sync_playwright() as playwright:
        loads = []
        for _ in range(runs):
            browser = playwright.chromium.launch(
                executable_path=CHROMIUM, args=list(ARGUMENTS), headless=True
            )
            loads.append(load(browser, url))
            browser.close()
        return loads


def report(loads: list[Load]) -> str:
    """Medians beside their budgets."""

    def line(name: str, values: list[float], budget: float | None) -> str:
        middle = statistics.median(values)
        told = f"{name:<28}{middle:6.2f} s   ({min(values):.2f} to {max(values):.2f})"
        return told if budget is None else f"{told}   budget {budget} s"

    return "\n".join(
        [
            line("first number", [one.number_s for one in loads], BUDGET_NUMBER_S),
            line("all key figures", [one.figures_s for one in loads], None),
            line("map drawn", [one.map_s for one in loads], BUDGET_MAP_S),
            f"{'transferred':<28}{loads[0].megabytes:6.2f} MB",
        ]
    )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Say which page: python -m bench.page http://127.0.0.1:8350")
    print(report(measure(sys.argv[1])))
