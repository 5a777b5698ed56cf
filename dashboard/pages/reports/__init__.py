"""Reports: for the council and for the meeting with an operator, made for paper."""

from typing import Any

from dash import Dash, Input, Output, State, dcc, html
from dash.exceptions import PreventUpdate

from dashboard.attributes import aria, data
from dashboard.frame import headline
from dashboard.page import Page, Shown
from dashboard.pages.reports import told
from dashboard.pages.reports.asked import REPORTS, asked, last_month, last_week
from dashboard.parts.choice import Options, one_of_few, one_of_many, steers
from dashboard.parts.period import period_picker
from dashboard.parts.states import loading
from dashboard.teller import Teller, or_leave
from dashboard.view import view_of

SPANS = {"reports-week": last_week, "reports-month": last_month}


async def layout(shown: Shown) -> list[Any]:
    """Which report, of which days, about whom; ways to take it along; the report."""
    words, view = shown.words, shown.view
    known = (await shown.api.ask("operators"))["operators"]
    today = words.local(shown.now_s).date()
    wanted = asked(view, today, [one["key"] for one in known])
    whose: Options = [{"value": one["key"], "label": one["name"]} for one in known]
    which = [{"value": one, "label": words(f"reports.{one}")} for one in REPORTS]
    days = view.with_(first=str(wanted.first), last=str(wanted.last))
    return [
        html.Section(
            [
                html.Div(
                    [
                        one_of_few("reports-report", wanted.report, which, words("reports.which")),
                        one_of_many(
                            "reports-operator",
                            wanted.operator,
                            whose,
                            words("filter.operator"),
                            words("reports.choose_operator"),
                            words,
                        ),
                    ],
                    className="controls",
                ),
                html.Div(
                    [
                        period_picker(days, words, today),
                        *(
                            html.Button(
                                words(f"reports.{name.partition('-')[2]}"),
                                id=name,
                                type="button",
                                n_clicks=0,
                            )
                            for name in SPANS
                        ),
                    ],
                    className="days-choice",
                ),
                html.Div(
                    [
                        html.Button(
                            words("reports.print"), type="button", className="main",
                            **data(print="page"),
                        ),
                        html.Span(id="reports-along"),
                        html.P(id="reports-done", role="status", className="note"),
                    ],
                    className="take",
                ),
                html.P(words("reports.print_how"), className="note"),
            ],
            className="no-print",
            **aria(label=words("reports.choose")),
        ),
        dcc.Loading(
            html.Div(loading(words), id="reports-paper"), delay_show=400, type="dot"
        ),
    ]  # fmt: skip


def wire(app: Dash, teller: Teller) -> None:
    """The choices steer the view, the view makes the report."""
    steers(app, "reports-report", "report")
    steers(app, "reports-operator", "operator")

    @app.callback(
        Output("reports-answer", "children"),
        Output("reports-paper", "children"),
        Output("reports-along", "children"),
        Output("reports-done", "children"),
        Input("view", "data"),
    )
    async def tell(data: Any) -> Any:
        if data is None:
            raise PreventUpdate
        said, paper, along, done = await or_leave(told.paper(teller, view_of(data)))
        return headline(said), paper, along, done

    for name, span in SPANS.items():
        _jumps(app, teller, name, span)


def _jumps(app: Dash, teller: Teller, name: str, span: Any) -> None:
    """A button that chooses whole days."""

    @app.callback(
        Output("view", "data", allow_duplicate=True),
        Output("period-first", "value", allow_duplicate=True),
        Output("period-last", "value", allow_duplicate=True),
        Input(name, "n_clicks"),
        State("view", "data"),
        prevent_initial_call=True,
    )
    def jump(clicks: int, data: Any) -> Any:
        if not clicks or data is None:
            raise PreventUpdate
        view = view_of(data)
        today = teller.words(view).local(teller.now_s()).date()
        first, last = (day.isoformat() for day in span(today))
        return view.with_(first=first, last=last).as_dict(), first, last


PAGE = Page("/reports", "reports", layout, wire, told.first, ("report",))
