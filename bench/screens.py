"""Pictures of every page, in each language, light and dark, for a desk and for a phone.

`make screens` takes them of the demo; `python -m bench.screens URL` of a server that runs. They are
for looking at: nothing is measured here.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from bench.browser import ARGUMENTS, CHROMIUM, settled
from bench.demo import demo
from bench.scratch import HOME
from dashboard.page import Page
from dashboard.pages import PAGES
from dashboard.words import LANGUAGES

FOLDER = HOME.parent / "screens"
SIZES = {"desktop": (1440, 900), "phone": (390, 844)}
SCHEMES = ("light", "dark")
OWN = ("/disputes", "/own", "/log")
"""Plain pages, for who signed in."""
PATIENCE_MS = 120_000


def take(browser: Browser, url: str, folder: Path) -> None:
    """All pictures, named by page, language, light and size."""
    folder.mkdir(parents=True, exist_ok=True)
    take_own(browser, url, folder)
    for page, language, scheme, size in product(PAGES, LANGUAGES, SCHEMES, SIZES):
        file = folder / f"{page.name}-{language}-{scheme}-{size}.png"
        _take_one(browser, f"{url}{page.path}?lang={language}", page, scheme, SIZES[size], file)
        print(file)


def take_own(browser: Browser, url: str, folder: Path) -> None:
    """What is somebody's own, as the demo's operator sees it; nothing where it is no demo."""
    for language, scheme, size in product(LANGUAGES, SCHEMES, SIZES):
        width, height = SIZES[size]
        with browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
        ) as fresh:
            tab = fresh.new_page()
            who = {"who": "operator", "next": "/"}
            told = fresh.request.post(
                f"{url}/sign-in/demo", form=who, headers={"Origin": url}, max_redirects=0
            )
            if told.status != 303:
                return
            for path in OWN:
                tab.goto(f"{url}{path}?lang={language}")
                if path == "/disputes" and (one := tab.locator("main tbody a")).count():
                    one.first.click()
                    tab.screenshot(path=folder / f"dispute-{language}-{scheme}-{size}.png",
                                   full_page=True)  # fmt: skip
                    tab.go_back()
                file = folder / f"{path[1:]}-{language}-{scheme}-{size}.png"
                tab.screenshot(path=file, full_page=True)
                print(file)


def _take_one(
    browser: Browser, url: str, page: Page, scheme: str, size: tuple[int, int], file: Path
) -> None:
    width, height = size
    with browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    ) as fresh:
        tab = fresh.new_page()
        tab.set_default_timeout(PATIENCE_MS)
        tab.goto(url)
        tab.locator("#content").wait_for()
        settled(tab, PATIENCE_MS)
        tab.screenshot(path=file, full_page=True)


@contextmanager
def _server(given: list[str]) -> Iterator[str]:
    """The server that was named, or the demo."""
    if given:
        yield given[0].rstrip("/")
        return
    with demo() as url:
        yield url.rstrip("/")


def main(given: list[str]) -> None:
    """Take them, and say where they are."""
    with _server(given) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=list(ARGUMENTS), headless=True
        )
        take(browser, url, FOLDER)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
