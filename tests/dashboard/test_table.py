"""Tables whose rows come as one text: inert, and as they were sorted and held when others come."""

from dash import html
from playwright.sync_api import expect

from dashboard.markup import markup
from dashboard.parts.table import bar, table
from dashboard.words import Words
from tests.dashboard.conftest import Open

HOSTILE = "<img src=x onerror=alert(1)>\"'&"
OTHERS = "".join(
    f'<tr><th scope="row"><button>{name}</button></th><td data-sort="{number}">{number}</td></tr>'
    for name, number in (("A", 2), ("B", 10), ("C", 1))
)


def test_what_a_feed_says_stays_text_in_a_table() -> None:
    made = markup(table("t", HOSTILE, [HOSTILE], [[HOSTILE, html.B(HOSTILE)]], Words("en", "UTC")))
    assert "<img" not in made
    assert made.count("&lt;img src=x onerror=alert(1)&gt;&quot;&#x27;&amp;") == 6


def test_a_row_has_its_looks_its_order_and_nothing_that_is_not_said() -> None:
    cells = [html.Span("x", hidden=True, lang=None), bar(1, 4, "1", "red")]
    made = markup(table("t", "c", ["a", "b"], [cells], Words("en", "UTC")))
    assert '<th scope="row"><span hidden>x</span></th><td class="number" data-sort="1">' in made
    assert 'style="width: 25.0%; --bar: red"' in made
    assert "None" not in made
    assert "data-rows" not in made


def test_rows_that_come_later_are_sorted_as_those_before_and_keep_the_focus(visit: Open) -> None:
    page = visit("?lang=en", path="/density")
    page.locator("#density-areas summary").click()
    body = page.locator("#table-density-areas tbody")
    expect(body.locator("tr")).to_have_count(2)
    head = page.locator("#table-density-areas th", has_text="per km²").first
    head.get_by_role("button").click()
    column = head.evaluate("(head) => [...head.parentNode.children].indexOf(head)")
    assert column == 1
    body.evaluate("(body, rows) => { body.dataset.rows = rows; }", OTHERS)
    expect(body.locator("th")).to_have_text(["B", "A", "C"])
    body.get_by_role("button", name="A").focus()
    body.evaluate("(body, rows) => { body.dataset.rows = rows; }", OTHERS.replace("A", "A again"))
    expect(body.get_by_role("button", name="A again")).to_be_focused()
    head.get_by_role("button").click()
    expect(body.locator("th")).to_have_text(["C", "A again", "B"])
