"""A question without an answer: the page says that it shows what it showed before."""

import psycopg
from playwright.sync_api import expect

from tests.dashboard.conftest import Open

IN_THE_GAP = "?moment=2026-03-14T01:00Z"


def test_what_gets_no_answer_is_said_and_asked_again_on_request(visit: Open, address: str) -> None:
    page = visit(IN_THE_GAP, path="/density")
    notice, sentence = page.locator("#unanswered"), page.locator("#density-sentence")
    expect(sentence).to_contain_text("Town")
    expect(notice).to_be_hidden()

    with psycopg.connect(address) as database:
        database.execute("alter table cell_day rename to cell_day_then")
    page.locator("#density-ranking .pick-area", has_text="South").click()
    expect(notice).to_contain_text("geen antwoord")
    expect(sentence).to_contain_text("Town")

    with psycopg.connect(address) as database:
        database.execute("alter table cell_day_then rename to cell_day")
    # Something else may have asked meanwhile, and the notice be gone.
    page.evaluate("() => document.getElementById('ask-again').click()")
    expect(sentence).to_contain_text("South")
    expect(notice).to_be_hidden()


def test_a_server_that_is_away_is_said_too(visit: Open) -> None:
    page = visit(IN_THE_GAP, path="/density")
    expect(page.locator("#density-sentence")).to_contain_text("Town")
    page.context.set_offline(True)
    page.locator("#density-ranking .pick-area", has_text="South").click()
    expect(page.locator("#unanswered")).to_contain_text("geen antwoord")
    page.context.set_offline(False)
    page.locator("#ask-again").click()
    expect(page.locator("#unanswered")).to_be_hidden()
    page.locator("#density-ranking .pick-area", has_text="South").click()
    expect(page.locator("#density-sentence")).to_contain_text("South")
    expect(page.locator("#unanswered")).to_be_hidden()
