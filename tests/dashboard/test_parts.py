"""The pieces that pages are made of, on a page that has them all, in a real browser."""

from collections.abc import Iterator
from typing import Any

import pytest
from dash import Dash, Input, Output, html
from playwright.sync_api import expect

from bench.browser import settled
from dashboard.page import Page, Shown
from dashboard.pages import PAGES
from dashboard.parts.filters import filters
from dashboard.parts.period import period_picker, today
from dashboard.parts.receipt import receipt_link
from dashboard.parts.shapes_map import (
    ShapeClass,
    feature,
    shape_button,
    shapes,
    shapes_legend,
    shapes_map,
    wire_shapes,
)
from dashboard.parts.states import empty
from dashboard.teller import Teller
from dashboard.view import view_of
from stoep.settings import Settings
from tests.dashboard.conftest import Open, serving
from tests.dashboard.test_pages import grave, overflow
from tests.worlds import World

FULL = ShapeClass("full", "Full", "#96195f", "#f59aa8", hatched=True)
OPEN = ShapeClass("open", "Open", "#0b3f63", "#8fd0f0")
SQUARE = [[4.301, 52.071], [4.309, 52.071], [4.309, 52.079], [4.301, 52.079], [4.301, 52.071]]
PLACES = [
    feature({"type": "Polygon", "coordinates": [SQUARE]}, "square", "full", "Square"),
    feature({"type": "Point", "coordinates": [4.315, 52.075]}, "point", "open", "Point"),
]


async def _layout(shown: Shown) -> list[Any]:
    found = await shown.api.ask("operators")
    return [
        html.Section(
            [
                filters(shown.view, shown.words, found["operators"]),
                period_picker(shown.view, shown.words, shown.words.local(shown.now_s).date()),
                shapes_map("pieces", "Two shapes", shown),
                shapes_legend([FULL, OPEN], "Shapes", points=True),
                shape_button("pieces", "point", "The point"),
                html.P(id="pieces-told"),
                empty("Nothing here.", "Add something.", html.A("Add", href="/")),
                receipt_link("abc", "parked_density", shown.words),
            ]
        )
    ]


def _wire(app: Dash, teller: Teller) -> None:
    wire_shapes(app, "pieces")

    @app.callback(
        Output("pieces-shapes", "data"),
        Output("pieces-told", "children"),
        Input("view", "data"),
        Input("pieces-picked", "data"),
    )
    async def tell(data: Any, picked: Any) -> Any:
        view = view_of(data)
        words = teller.words(view)
        here = await teller.city()
        chosen = picked["id"] if picked else None
        told = f"{chosen} {view.operator} {view.first} {view.last} {today(teller, words)}"
        return shapes("pieces", PLACES, [FULL, OPEN], here["bbox"], words, chosen), told


PIECES = Page("/pieces", "method", _layout, _wire, has_map=True)


@pytest.fixture
def site(address: str, drawn: World) -> Iterator[str]:
    """The drawn world's pages, and the page of pieces."""
    with serving(address, Settings(), (*PAGES[:-1], PIECES)) as url:
        yield url


def test_the_pieces_hold_on_any_screen(visit: Open) -> None:
    for dark, width in ((False, 1280), (True, 320)):
        told: list[str] = []
        tab = visit("?lang=en", width, path="/pieces", dark=dark, heard=told.append)
        settled(tab)
        assert [one for one in told if one.startswith(("broken", "console"))] == []
        assert overflow(tab) <= 0
        assert grave(tab) == []


def test_a_shape_is_picked_on_the_map_and_by_its_name(visit: Open) -> None:
    tab = visit("?lang=en", path="/pieces")
    settled(tab)
    box = tab.locator("#pieces-map").bounding_box()
    assert box is not None
    tab.locator("#pieces-map canvas").click(
        position={"x": box["width"] * 0.38, "y": box["height"] * 0.5}
    )
    expect(tab.locator("#pieces-told")).to_contain_text("square ")
    tab.get_by_role("button", name="The point").click()
    expect(tab.locator("#pieces-told")).to_contain_text("point ")


def test_operator_and_period_are_kept_in_the_address(visit: Open) -> None:
    tab = visit("?lang=en", path="/pieces")
    tab.locator("#filter-operator").click()
    tab.get_by_role("option", name="Zilt").click()
    expect(tab.locator("#pieces-told")).to_contain_text("zilt")
    tab.locator("#period-28").click()
    expect(tab.locator("#pieces-told")).to_contain_text("zilt 2026-02-16 2026-03-15")
    assert tab.url.endswith("/pieces?from=2026-02-16&to=2026-03-15&operator=zilt&lang=en")
    tab.locator("#period-first").fill("2026-04-01")
    tab.locator("#period-first").press("Tab")
    expect(tab.get_by_text("Choose a beginning")).to_be_visible()
