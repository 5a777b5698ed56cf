"""Reports: for the council and for the meeting with an operator, made for paper."""

from datetime import date, timedelta
from typing import Any

from dash import Dash, Input, Output, dcc, html
from dash.exceptions import PreventUpdate

from dashboard.attributes import aria, data
from dashboard.frame import headline
from dashboard.page import Page, Shown
from dashboard.pages.reports import told
from dashboard.pages.reports.asked import OF_OPERATOR, REPORTS, Asked, asked, last_month, last_week
from dashboard.parts.choice import Options, one_of_few, one_of_many, steers
from dashboard.parts.period import day_field, wire_days
from dashboard.parts.states import loading
from dashboard.teller import Teller
from dashboard.view import View, view_of
from dashboard.words import Words

SPANS = {"week": last_week, "month": last_month}


async def layout(shown: Shown) -> list[Any]:
    """Which report, of which days, about whom; ways to take it along; the report."""
    words, view = shown.words, shown.view
    known = (await shown.api.ask("operators"))["operators"]
    today = words.local(shown.now_s).date()
    wanted = asked(view, today, [one["key"] for one in known])
    whose: Options = [{"value": one["key"], "label": one["name"]} for one in known]
    which = [{"value": one, "label": words(f"reports.{one}")} for one in REPORTS]
    return [
        html.Section(
            [
                html.Div(
                    [
                        one_of_few("reports-report", wanted.report, which, words("reports.which")),
                        html.Div(
                            one_of_many(
                                "reports-operator",
                                view.operator,
                                whose,
                                words("filter.operator"),
                                words("reports.choose_operator"),
                                words,
                            ),
                            id="reports-whose",
                            hidden=wanted.report != OF_OPERATOR,
                        ),
                    ],
                    className="controls",
                ),
                _days(wanted, words, today),
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
            html.Div(loading(words), id="reports-paper"),
            delay_show=400,
            type="dot",
            color="var(--accent)",
        ),
    ]  # fmt: skip


def _days(wanted: Asked, words: Words, today: date) -> html.Fieldset:
    """The first and the last day, and whole weeks and months at once."""
    yesterday = today - timedelta(days=1)
    spans = [
        html.Button(words(f"reports.{name}"), id=f"reports-{name}", type="button", n_clicks=0)
        for name in SPANS
    ]
    return html.Fieldset(
        [
            html.Legend(words("period.legend"), className="choice-label"),
            day_field("reports-first", wanted.first, words("period.first"), yesterday),
            day_field("reports-last", wanted.last, words("period.last"), yesterday),
            *spans,
        ],
        className="period",
    )


def wire(app: Dash, teller: Teller) -> None:
    """The choices steer the view, the view makes the report."""
    steers(app, "reports-report", "report")
    steers(app, "reports-operator", "operator")
    wire_days(app, teller, "reports", SPANS, _shown_days)

    @app.callback(
        Output("reports-answer", "children"),
        Output("reports-paper", "children"),
        Output("reports-along", "children"),
        Output("reports-done", "children"),
        Output("reports-whose", "hidden"),
        Input("view", "data"),
    )
    async def tell(data: Any) -> Any:
        if data is None:
            raise PreventUpdate
        view = view_of(data)
        said, paper, along, done = await told.paper(teller, view)
        return headline(said), paper, along, done, view.get("report") != OF_OPERATOR


def _shown_days(view: View, today: date) -> tuple[date, date]:
    shown = asked(view, today, [])
    return shown.first, shown.last


PAGE = Page("/reports", "reports", layout, wire, told.first, ("report",), group="account")
