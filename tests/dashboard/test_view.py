"""A view and its address are the same: what is told comes back, what is wrong is as usual."""

from datetime import date

import pytest
from dash import html

from dashboard.markup import markup
from dashboard.parts.period import period
from dashboard.view import View, link, read_view, view_of

ALL = View(
    lang="en",
    moment=1773489600,
    kind="district",
    area=7,
    vehicle=12,
    span=7,
    group="operator",
    first="2026-03-01",
    last="2026-03-14",
    operator="zilt",
    form="moped",
    more={"sort": "longest first"},
)


def test_a_view_comes_back_from_its_address() -> None:
    path, _, query = link("/somewhere", ALL).partition("?")
    assert path == "/somewhere"
    assert read_view(f"?{query}", View(), ("sort",)) == ALL
    assert view_of(ALL.as_dict()) == ALL


def test_the_usual_view_needs_no_query() -> None:
    assert link("/feeds", View()) == "/feeds"
    assert link("/feeds", View(lang="en"), "en") == "/feeds"
    assert link("/feeds", View(lang="en"), "nl") == "/feeds?lang=en"


def test_what_pages_share_goes_along_to_another_page() -> None:
    along = ALL.along()
    assert (along.area, along.operator, along.first) == (7, "zilt", "2026-03-01")
    assert (along.vehicle, along.more) == (None, {})


@pytest.mark.parametrize(
    "query",
    [
        "?from=2026-03-14&to=2026-03-01",
        "?from=2026-03-14",
        "?from=0001-01-01&to=9999-01-01",
        "?operator=" + "z" * 200,
        "?form=%00",
        "?sort=other",
        "?area=-1&vehicle=1e9&span=2",
    ],
)
def test_what_cannot_be_read_is_as_usual(query: str) -> None:
    assert read_view(query, View()) == View()


def test_a_parameter_of_a_page_is_set_and_taken_away() -> None:
    view = View().with_(sort="longest", area=3)
    assert (view.get("sort"), view.area) == ("longest", 3)
    assert view.with_(sort=None) == View(area=3)


def test_a_period_is_the_last_days_unless_it_is_chosen() -> None:
    today = date(2026, 3, 15)
    assert period(View(), today) == (date(2026, 3, 9), today)
    chosen = View(first="2026-02-01", last="2026-02-02")
    assert period(chosen, today) == (date(2026, 2, 1), date(2026, 2, 2))


def test_markup_of_a_feed_stays_text() -> None:
    name = '<script>alert("x")</script>'
    told = markup(html.P([name, html.A("on", href=f"/?{name}", title=None)], className="city"))
    assert told == (
        '<p class="city">&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;'
        '<a href="/?&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;">on</a></p>'
    )
