"""The worklist: which vehicles stand too long or in the way, and what is done about each."""

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, clientside_callback, dcc, html
from dash.exceptions import PreventUpdate

from dashboard.attributes import aria
from dashboard.frame import headline
from dashboard.page import Page, Shown
from dashboard.pages.worklist import told
from dashboard.pages.worklist.asked import OWN, REASONS, STATUSES, SURE, row_of
from dashboard.pages.worklist.form import form
from dashboard.parts.choice import Options, one_of_many, steers
from dashboard.parts.filters import filters
from dashboard.parts.refresh import pause_button
from dashboard.parts.states import loading
from dashboard.teller import Teller, seen
from dashboard.view import view_of

STEERED = ("reason", "status", "sure", "assignee")


async def layout(shown: Shown) -> list[Any]:
    """Filters, rule and list, one row in full with what can be done, ways to take it along."""
    words = shown.words
    return [
        html.Section(
            [
                told.then(shown),
                await _filters(shown),
                html.Details(
                    [html.Summary(words("worklist.how_sorted")), html.Div(id="worklist-rule")],
                    open=True,
                    className="rule",
                ),
                html.Div(
                    [
                        html.P(id="worklist-count", role="status", className="strong"),
                        pause_button(words),
                    ],
                    className="title",
                ),
                html.Div(
                    [
                        html.Div(
                            [
                                html.Div(loading(words), id="worklist-list", tabIndex=-1),
                                html.Div(id="worklist-pages"),
                            ]
                        ),
                        html.Div(
                            [html.Div(loading(words), id="worklist-detail"), form(words)],
                            className="one-row",
                            role="region",
                            **aria(label=words("worklist.one_row")),
                        ),
                    ],
                    className="columns-2",
                ),
            ],
            **aria(label=words("worklist.nav")),
        ),
        html.Section(
            [html.H2(words("worklist.along")), html.Div(id="worklist-along", className="along")]
        ),
        dcc.Store(id="worklist-picked"),
        dcc.Store(id="worklist-row"),
        dcc.Store(id="worklist-acted"),
    ]


async def _filters(shown: Shown) -> html.Div:
    words, view = shown.words, shown.view
    known = await shown.api.ask("operators")
    areas = await told.neighbourhoods(shown.api, shown.city["code"])
    where: Options = [{"value": str(one["id"]), "label": one["name"]} for one in areas]
    usual = [one["value"] for one in where]
    area = str(view.area) if str(view.area) in usual else None
    choices = {
        "reason": [{"value": key, "label": words(f"worklist.reason_{key}")} for key in REASONS],
        "status": [{"value": key, "label": words(f"worklist.status_{key}")} for key in STATUSES],
        "sure": [{"value": key, "label": words(f"worklist.{key}")} for key in SURE],
        "assignee": [],
    }
    mine = view.get("assignee")
    if mine:
        choices["assignee"] = [{"value": mine, "label": mine}]
    return html.Div(
        [
            filters(view, words, known["operators"]),
            html.Div(
                [
                    one_of_many(
                        "worklist-area",
                        area,
                        where,
                        words("worklist.filter_area"),
                        words("worklist.every_area"),
                        words,
                    ),
                    *[
                        one_of_many(
                            f"worklist-{name}",
                            view.get(name),
                            choices[name],
                            words(f"worklist.filter_{name}"),
                            words(f"worklist.every_{name}"),
                            words,
                        )
                        for name in STEERED
                    ],
                ],
                className="controls",
                role="group",
                **aria(label=words("worklist.filters")),
            ),
        ],
        className="filters",
    )


def wire(app: Dash, teller: Teller) -> None:
    """The choices and the buttons steer the view, the view fills the places."""
    _wire_choices(app)

    @app.callback(
        {
            "said": Output("worklist-answer", "children"),
            "rule": Output("worklist-rule", "children"),
            "count": Output("worklist-count", "children"),
            "list": Output("worklist-list", "children"),
            "pages": Output("worklist-pages", "children"),
            "along": Output("worklist-along", "children"),
            "assignees": Output("worklist-assignee", "data"),
        },
        Input("view", "data"),
        Input("tick", "n_intervals"),
        Input("worklist-acted", "data"),
    )
    async def tell_list(data: Any, _: Any, acted: Any) -> Any:
        found = await told.overview(teller, seen(data))
        return found | {"said": headline(found["said"])}

    @app.callback(
        Output("worklist-detail", "children"),
        Output("worklist-row", "data"),
        Output("worklist-form", "className"),
        Output("worklist-form", "data-stay"),
        Output("worklist-form", "data-after"),
        Input("view", "data"),
        Input("worklist-acted", "data"),
    )
    async def tell_row(data: Any, acted: Any) -> Any:
        if data is None:
            raise PreventUpdate
        shown, row, looks = await told.one(teller, view_of(data))
        return shown, row, looks, row["stay"], row["after"]

    clientside_callback(
        ClientsideFunction("stoep", "showRow"),
        Output("worklist-note", "value"),
        Output("worklist-to", "value"),
        Input("worklist-row", "data"),
        State("worklist-picked", "data"),
        prevent_initial_call=True,
    )


def _wire_choices(app: Dash) -> None:
    """A filter begins the list anew at its first page; a name opens its row."""
    for name in ("area", *STEERED):
        steers(app, f"worklist-{name}", name, clears=("page",))

    @app.callback(
        Output("view", "data", allow_duplicate=True),
        Input("worklist-picked", "data"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def choose_row(pointed: Any, data: Any) -> Any:
        if not pointed or data is None:
            raise PreventUpdate
        view = view_of(data).with_(row=pointed["id"])
        # A row that is open already is led to again.
        return view.as_dict() if row_of(view) else data


PAGE = Page("/worklist", "worklist", layout, wire, told.first, OWN, group="rules")
