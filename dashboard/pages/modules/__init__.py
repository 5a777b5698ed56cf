"""Modules: what the rules of cities say of today, why, what they did, and how each is set here."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

from dash import (
    ClientsideFunction,
    Dash,
    Input,
    Output,
    State,
    clientside_callback,
    ctx,
    dcc,
    html,
    no_update,
)
from dash.exceptions import PreventUpdate

from dashboard.asks import NoAnswer
from dashboard.frame import headline
from dashboard.page import Page, Shown
from dashboard.pages.modules import told
from dashboard.pages.modules.asked import OWN, SPANS, chosen, span_of
from dashboard.pages.modules.trial import tried
from dashboard.parts.choice import Options, one_of_few, steers
from dashboard.parts.states import loading
from dashboard.parts.theme import Theme
from dashboard.teller import Teller, seen
from dashboard.view import view_of


async def layout(shown: Shown) -> list[Any]:
    """The calendar and a day of it, what such days did, the cards."""
    words = shown.words
    today = words.local(shown.now_s).date()
    near = await told.around(shown.api, shown.city["code"], today)
    which: Options = [
        {"value": one["id"], "label": one["title"][words.language]} for one in near["modules"]
    ]
    picked = chosen(shown.view, near["modules"])
    value = "" if picked is None else picked["id"]
    spans = [{"value": one, "label": words("modules.last_days", n=one)} for one in SPANS]
    return [
        html.Section(
            [
                html.H2(words("modules.calendar")),
                html.Div(
                    one_of_few("modules-module", value, which, words("modules.which"))
                    if which
                    else None,
                    className="controls",
                ),
                html.Div(
                    [
                        html.Div(loading(words), id="modules-calendar"),
                        html.Div(loading(words), id="modules-day"),
                    ],
                    className="columns-2 even label-days",
                ),
            ]
        ),
        html.Section(
            [
                html.H2(words("modules.beside")),
                html.P(words("modules.beside_how"), className="note"),
                html.Div(
                    one_of_few(
                        "modules-span", span_of(shown.view), spans, words("modules.look_back")
                    ),
                    className="controls",
                ),
                html.Div(loading(words), id="modules-beside"),
            ]
        ),
        html.Section(
            [
                html.H2(words("modules.cards")),
                html.P(words("modules.cards_how"), className="note"),
                html.Div(loading(words), id="modules-cards"),
                html.Div(id="modules-about"),
            ]
        ),
        dcc.Store(id="modules-picked"),
        dcc.Store(id="modules-month-picked"),
        dcc.Store(id="modules-about-picked"),
        dcc.Store(id="modules-about-shown"),
        dcc.Store(id="modules-draft"),
        dcc.Store(id="modules-acted"),
        dcc.Store(id="modules-changed"),
    ]


def wire(app: Dash, teller: Teller) -> None:
    """The choices and the buttons steer the view, the view fills the places."""
    steers(app, "modules-module", "module")
    steers(app, "modules-span", "span", SPANS[-1])
    for store, name in (
        ("modules-picked", "day"),
        ("modules-month-picked", "month"),
        ("modules-about-picked", "about"),
    ):
        _pick(app, store, name)
    _wire_days(app, teller)
    _wire_cards(app, teller)
    for place, store in (
        ("modules-day", "modules-picked"),
        ("modules-about", "modules-about-picked"),
    ):
        clientside_callback(
            ClientsideFunction("stoep", "leadTo"),
            Output("done", "data", allow_duplicate=True),
            Input(place, "children"),
            State(store, "data"),
            prevent_initial_call=True,
        )


def _pick(app: Dash, store: str, name: str) -> None:
    """A button says which day, month or module is looked at."""

    @app.callback(
        Output("view", "data", allow_duplicate=True),
        Input(store, "data"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def pick(picked: Any, data: Any) -> Any:
        if not picked or data is None or view_of(data).get(name) == picked["id"]:
            raise PreventUpdate
        return view_of(data).with_(**{name: picked["id"]}).as_dict()


def _wire_days(app: Dash, teller: Teller) -> None:
    @app.callback(
        Output("modules-answer", "children"),
        Output("modules-calendar", "children"),
        Input("view", "data"),
        Input("tick", "n_intervals"),
        Input("modules-acted", "data"),
    )
    async def tell_month(data: Any, _: Any, acted: Any) -> Any:
        said, shown = await told.month(teller, seen(data))
        # A refresh leaves the calendar to who goes through it by keyboard.
        return headline(said), no_update if ctx.triggered_id == "tick" else shown

    @app.callback(
        Output("modules-day", "children"), Input("view", "data"), Input("modules-acted", "data")
    )
    async def tell_day(data: Any, acted: Any) -> Any:
        return await told.day_detail(teller, seen(data))

    @app.callback(
        Output("modules-beside", "children"), Input("view", "data"), Input("theme", "data")
    )
    async def tell_beside(data: Any, theme: str | None) -> Any:
        return await told.beside(teller, seen(data), Theme(dark=theme == "dark"))


def _wire_cards(app: Dash, teller: Teller) -> None:
    @app.callback(
        Output("modules-cards", "children"),
        Input("view", "data"),
        Input("modules-acted", "data"),
        Input("modules-changed", "data"),
    )
    async def tell_cards(data: Any, acted: Any, changed: Any) -> Any:
        return await told.catalogue(teller, seen(data))

    @app.callback(
        Output("modules-history-told", "children"),
        Input("modules-changed", "data"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    async def tell_history(changed: Any, data: Any) -> Any:
        # The form beside it is left alone, with all that is typed in it.
        return await told.history(teller, seen(data))

    @app.callback(
        Output("modules-about", "children"),
        Output("modules-about-shown", "data"),
        Input("view", "data"),
        Input("modules-acted", "data"),
        State("modules-about-shown", "data"),
    )
    async def tell_one(data: Any, acted: Any, shown: Any) -> Any:
        view = seen(data)
        wanted = [view.get("about"), view.lang]
        # What is typed in the form stays when something else on the page is chosen.
        if ctx.triggered_id != "modules-acted" and shown == wanted:
            raise PreventUpdate
        said = acted["said"] if acted and ctx.triggered_id == "modules-acted" else ""
        return await told.in_full(teller, view, said), wanted

    @app.callback(
        Output("modules-tried", "children"),
        Input("modules-draft", "data"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    async def tell_tried(draft: Any, data: Any) -> Any:
        words = teller.words(seen(data))
        path = f"modules/{quote(draft['id'], safe='')}/trials"
        today = words.local(teller.now_s()).date()
        since = today - timedelta(days=int(draft["days"]))
        body = draft["body"] | {"from": since.isoformat(), "to": today.isoformat()}
        try:
            status, found = await teller.api.send(path, body)
        except NoAnswer:
            return html.P(words("modules.away"), className="said-now bad")
        kept = {"municipality": body["municipality"], "area": body["area"], "enabled": True}
        return tried(status, found, kept | {"parameters": draft["own"]}, words)


PAGE = Page("/modules", "modules", layout, wire, told.first, OWN, group="rules")
