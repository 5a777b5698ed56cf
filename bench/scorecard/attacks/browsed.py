"""Every page in Chromium with names that are payloads, and every file opened again."""

import csv
import io
import time

import httpx
from openpyxl import load_workbook
from playwright.sync_api import Error, Page, sync_playwright

from bench.browser import ARGUMENTS, CHROMIUM, settled
from bench.scorecard.attacks.strings import MARKUP
from bench.scorecard.attacks.tally import Tally
from dashboard.pages import PAGES

STARTS = tuple("=+-@＝＋－＠\t\r")
SECONDS, PATIENCE_MS = 150.0, 15_000
FILES = {
    "vehicles": {"area": "1"}, "long-parked": {"area": "1", "days": "1"}, "hubs": {},
    "zones": {}, "feeds": {}, "hot-spots": {"area": "1", "least": "2"},
    "indicators/parked_density/map": {"kind": "neighbourhood"},
    "permits/board": {"municipality": "GM9999", "from": "2026-03-12", "to": "2026-03-14"},
    "mandates/delivery": {"municipality": "GM9999", "from": "2026-03-12", "to": "2026-03-14"},
}  # fmt: skip


def pages(site: str, tally: Tally, names: int) -> list[str]:
    """Open each page, click what opens more, and see whether anything of a name ran."""
    opened: list[str] = []
    until = time.monotonic() + SECONDS
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=list(ARGUMENTS), headless=True
        )
        try:
            for page in PAGES:
                if time.monotonic() > until:
                    break
                for query in ("?lang=nl", f"?area={MARKUP[1]}&operator={MARKUP[2]}"):
                    tab = browser.new_page()
                    heard = _heard(tab, site)
                    _look(tab, f"{site}{page.path}{query}")
                    ran = bool(tab.evaluate("() => Boolean(window.harm)"))
                    violations = [one for one in heard if "Content Security Policy" in one]
                    tally.policy += len(violations)
                    bad = ran or any(one.startswith(("dialog", "foreign")) for one in heard)
                    for _ in range(names if query == "?lang=nl" else 2):
                        tally.one("markup on pages", bad, (page.path, query, heard[:3]))
                    opened.append(page.path)
                    tab.close()
        finally:
            browser.close()
    return opened


def _heard(tab: Page, site: str) -> list[str]:
    """What a page asks of others, and what the browser says of it."""
    heard: list[str] = []

    def asked(url: str) -> None:
        if not url.startswith((site, "data:", "blob:", "about:")):
            heard.append(f"foreign: {url}")

    tab.on("request", lambda request: asked(request.url))
    tab.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)

    def dialog(shown: object) -> None:
        heard.append("dialog")
        shown.dismiss()  # type: ignore[attr-defined]

    tab.on("dialog", dialog)
    return heard


def _look(tab: Page, url: str) -> None:
    """Wait until it stands, then open what can be opened: maps answer a click with a popup."""
    tab.goto(url, timeout=60_000)
    try:
        settled(tab, PATIENCE_MS)
    except (Error, AssertionError):
        # Slow is no attack: what is there by now is looked at.
        tab.wait_for_timeout(500)
    for canvas in tab.locator(".map-canvas canvas").all()[:1]:
        try:
            box = canvas.bounding_box(timeout=1000)
        except Error:
            continue
        for share in (0.3, 0.5, 0.7) if box else ():
            tab.mouse.click(box["x"] + share * box["width"], box["y"] + 0.5 * box["height"])
            tab.wait_for_timeout(150)
    for more in tab.locator("summary").all()[:6]:
        try:
            more.click(timeout=500)
        except Error:
            continue


def files(client: httpx.Client, tally: Tally) -> None:
    """No cell of a file begins as a formula does; a workbook holds none."""
    for name, asked in FILES.items():
        got = client.get(f"/v1/exports/{name}", params=asked)
        if got.status_code != 200:
            tally.one("formulas in files", True, (name, got.status_code, got.text[:200]))
            continue
        for line in csv.reader(io.StringIO(got.text.lstrip("\ufeff")), delimiter=";"):
            for cell in line:
                signed = cell.startswith("-") and cell.lstrip("-").replace(".", "").isdigit()
                bad = cell.lstrip(" ").startswith(STARTS) and not signed
                if bad or any(one in cell for one in ("1+1", "SUM", "cmd|", "HYPERLINK", "harm")):
                    tally.one("formulas in files", bad, (name, cell))
        book = client.get(f"/v1/exports/{name}", params={**asked, "format": "xlsx"})
        for sheet in load_workbook(io.BytesIO(book.content)):
            kinds = {cell.data_type for line in sheet.iter_rows() for cell in line}
            tally.one("formulas in files", not kinds <= {"s", "n", "b", "d"}, (name, kinds))
