"""Debian's Chromium, as it runs without a screen or a graphics card: for tests and measurements."""

import re
import time

from playwright.sync_api import Locator, Page, expect

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

NEAR_MS = 4_000


def settled(page: Page, patience_ms: float = 60_000) -> None:
    """Wait until maps stand, charts are drawn, and no place waits for its first answer."""
    # Before the page itself is there it has no map that could be waited for.
    page.locator("#content").wait_for(timeout=patience_ms)
    for canvas in page.locator(".map-canvas").all():
        _opened(canvas, patience_ms)
    for chart in page.locator(".chart").all():
        # So is a part far down the page.
        chart.scroll_into_view_if_needed(timeout=patience_ms)
        drawn = chart.locator(".js-plotly-plot .main-svg, .empty").first
        drawn.wait_for(timeout=patience_ms)
    expect(page.locator(".loading")).to_have_count(0, timeout=patience_ms)
    expect(page.locator(".figures:empty, .cards:empty")).to_have_count(0, timeout=patience_ms)


def _opened(canvas: Locator, patience_ms: float) -> None:
    """Wait until a map stands: it opens when it is near, and what comes above pushes it away."""
    ready, until = re.compile("yes|none"), time.monotonic() + patience_ms / 1000
    while True:
        canvas.scroll_into_view_if_needed(timeout=patience_ms)
        try:
            return expect(canvas).to_have_attribute("data-ready", ready, timeout=NEAR_MS)
        except AssertionError:
            if time.monotonic() > until:
                raise
