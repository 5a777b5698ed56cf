"""What is chosen changes the view in the browser: as the server would, and without losing any."""

from playwright.sync_api import expect

from dashboard.view import View
from tests.dashboard.conftest import Open
from tests.dashboard.test_view import ALL


def test_the_browser_writes_an_address_as_the_server_does(visit: Open) -> None:
    page = visit(path="/feeds")
    moment = View(moment=1773489930, kind="h3", more={"module": "beach_day", "days": "weekend"})
    for view in (ALL, View(), moment):
        assert page.evaluate("(view) => stoep.query(view)", view.as_dict()) == view.query()
        assert page.evaluate("(view) => stoep.along(view)", view.as_dict()) == view.along().query()


def test_of_two_choices_at_once_none_is_lost(visit: Open) -> None:
    page = visit(path="/movement")
    expect(page.locator("#movement-sentence")).to_contain_text("Town")
    page.evaluate(
        """() => {
          dash_clientside.set_props("filter-form", { value: "moped" });
          dash_clientside.set_props("movement-kind", { value: "district" });
          dash_clientside.set_props("filter-operator", { value: "duin" });
        }"""
    )
    page.wait_for_url("**/movement?kind=district&operator=duin&form=moped")
    expect(page.locator("#movement-sentence")).to_contain_text("Alleen deelscooters van Duin")


def test_the_page_of_reports_chooses_no_operator_by_itself(visit: Open) -> None:
    page = visit(path="/reports")
    expect(page.locator("#reports-paper")).to_contain_text("Town")
    expect(page.locator("#reports-whose")).to_be_hidden()
    assert "operator" not in page.url
    page.get_by_text("Aanbiedersrapport").click()
    expect(page.locator("#reports-whose")).to_be_visible()
    assert "operator=" not in page.url
