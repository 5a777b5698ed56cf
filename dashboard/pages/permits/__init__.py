"""Permits: who keeps to what was asked, day by day, by how much, and how sure that is."""

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, clientside_callback, dcc, html
from dash.exceptions import PreventUpdate

from dashboard.frame import headline
from dashboard.page import Page, Shown
from dashboard.pages.permits import told
from dashboard.pages.permits.asked import LENGTHS, OWN, length_of, picked, window
from dashboard.pages.permits.deciding import deciding, wire_deciding
from dashboard.pages.permits.sentences import period
from dashboard.parts.choice import one_of_few
from dashboard.parts.filters import filters
from dashboard.parts.states import loading
from dashboard.parts.theme import Theme
from dashboard.teller import Teller, seen
from dashboard.view import view_of


async def layout(shown: Shown) -> list[Any]:
    """The choices and the board, the chosen row in full, the limits."""
    words = shown.words
    known = await shown.api.ask("operators")
    return [
        html.Section(
            [
                html.H2(words("permits.board")),
                html.Div(
                    [_lengths(shown), filters(shown.view, words, known["operators"])],
                    className="controls",
                ),
                html.P(words("permits.board_note"), className="note"),
                html.Div(loading(words), id="permits-board"),
            ]
        ),
        html.Section(html.Div(loading(words), id="permits-detail")),
        html.Section(
            [
                html.Div(loading(words), id="permits-limits"),
                html.P(html.A(words("rules.more"), href=shown.link("/rules"))),
                await deciding(shown),
            ]
        ),
        dcc.Store(id="permits-picked"),
    ]


def _lengths(shown: Shown) -> html.Div:
    """The last days that are over; a period of the address beside them."""
    today, words = shown.words.local(shown.now_s).date(), shown.words
    days = window(shown.view, today)
    options = [
        {"value": str(length), "label": words(f"permits.days_{length}")} for length in LENGTHS
    ]
    chosen = length_of(days, today)
    if chosen == OWN:
        options.append({"value": OWN, "label": period(days, words)})
    return one_of_few("permits-days", chosen, options, words("permits.days"))


def wire(app: Dash, teller: Teller) -> None:
    """The choices and the buttons steer the view, the view fills the places."""
    _wire_choices(app, teller)
    wire_deciding(app, teller)

    @app.callback(
        Output("permits-answer", "children"),
        Output("permits-board", "children"),
        Output("permits-limits", "children"),
        Input("view", "data"),
        Input("seldom", "n_intervals"),
        Input("permits-acted", "data"),
    )
    async def tell_board(data: Any, _: Any, acted: Any) -> Any:
        said, board, limits = await told.overview(teller, seen(data))
        return headline(said), board, limits

    @app.callback(
        Output("permits-detail", "children"), Input("view", "data"), Input("theme", "data")
    )
    async def tell_row(data: Any, theme: str | None) -> Any:
        return await told.detail(teller, seen(data), Theme(dark=theme == "dark"))

    clientside_callback(
        ClientsideFunction("stoep", "leadTo"),
        Output("done", "data", allow_duplicate=True),
        Input("permits-detail", "children"),
        State("permits-picked", "data"),
        prevent_initial_call=True,
    )


def _wire_choices(app: Dash, teller: Teller) -> None:
    @app.callback(
        Output("view", "data", allow_duplicate=True),
        Input("permits-days", "value"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def choose_days(days: str, data: Any) -> Any:
        if data is None or days == OWN:
            raise PreventUpdate
        before = view_of(data)
        today = teller.words(before).local(teller.now_s()).date()
        if length_of(window(before, today), today) == days:
            raise PreventUpdate
        return before.with_(days=days, first=None, last=None).as_dict()

    @app.callback(
        Output("view", "data", allow_duplicate=True),
        Input("permits-picked", "data"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def choose_row(pointed: Any, data: Any) -> Any:
        if not pointed or data is None:
            raise PreventUpdate
        return view_of(data).with_(**picked(pointed["id"])).as_dict()


PAGE = Page("/permits", "permits", layout, wire, told.first, ("days", "row", "day"), group="rules")
