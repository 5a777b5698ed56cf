"""A feed on trial on the page: named by a visitor, tried by the reader, told in two languages."""

import asyncio
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import expect
from psycopg import Connection
from psycopg_pool import ConnectionPool

from dashboard.pages.feeds.trial import report
from dashboard.words import LANGUAGES, Words, texts
from ingest.client import open_client
from ingest.trial.answers import answer_checks
from ingest.trial.findings import SUSPICIONS
from stoep.settings import Settings
from tests.dashboard.conftest import Open
from tests.ingest.faultfeed import as_json, fault_feed
from tests.ingest.test_trial import file, vehicles


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_has_a_text(language: str) -> None:
    codes = {suspicion.__name__ for suspicion in SUSPICIONS}
    spoken = {k.removeprefix("finding.") for k in texts(language) if k.startswith("finding.")}
    assert spoken == codes


def told(**more: Any) -> dict[str, Any]:
    counted = {
        "outcome": "ok",
        "reason": "",
        "listed": 60,
        "vehicles": 59,
        "by_form": {"moped": 59},
        "by_state": {"available": 50, "reserved": 9},
        "left_out": {},
    }
    quiet = {"version": "2.3", "format": "gbfs", "shape": [], "findings": [], "remarks": []}
    return {**quiet, "is_good": True, "counted": counted, **more}


def test_a_good_feed_is_told_in_a_sentence() -> None:
    parts = report(told(), Words("en", "Europe/Amsterdam"))
    assert parts[0].children == "This feed can be used as it is."
    assert parts[1].children == (
        "GBFS 2.3. Outcome: good, with changes. Stoep would count 59 of 60 rows."
        " Kind: moped 59. State: available 50, reserved 9."
    )


def test_a_visitor_names_a_feed_and_reads_what_is_wrong_with_it(
    visit: Open, pool: ConnectionPool[Connection[Any]]
) -> None:
    """The browser, the API, the reader and the feed are all there, and real."""
    rows = vehicles("2.3")
    rows[4].update(lat=4.3, lon=52.1)
    url: list[str] = []
    stop = asyncio.Event()

    async def reader() -> None:
        settings = Settings(fetch_private_hosts="127.0.0.1")
        async with fault_feed(feed=as_json(file("2.3", "bikes", rows))) as server:
            url.append(server.url())
            async with open_client(settings) as http:
                while not stop.is_set():
                    await answer_checks(pool, http, settings)
                    await asyncio.sleep(0.2)

    thread = Thread(target=lambda: asyncio.run(reader()), daemon=True)
    thread.start()
    page = visit("?lang=en", path="/feeds")
    page.locator("#trial-box > summary").click()
    page.fill("#trial-url", "operator.example")
    page.click("#trial-go")
    expect(page.locator("#trial-box")).to_contain_text("This is no address.")
    page.fill("#trial-url", url[0])
    page.press("#trial-url", "Enter")
    expect(page.locator(".verdict")).to_contain_text("wrong")
    row = page.locator(".findings tbody tr", has_text="exchanged")
    expect(row).to_contain_text("row 4: 4.3, 52.1")
    stop.set()
    thread.join(5)
