"""Rules: what was added, what changed and what ended between two days, in plain words."""

from datetime import date, timedelta
from functools import partial
from typing import Any

from dash import Dash, Input, Output, html
from dash.exceptions import PreventUpdate

from dashboard.attributes import aria
from dashboard.frame import headline
from dashboard.page import Page, Shown
from dashboard.pages.rules.told import tell_changes
from dashboard.parts.choice import Options, one_of_many, steers
from dashboard.parts.period import day_field, period, today, wire_days
from dashboard.parts.states import loading
from dashboard.teller import Teller
from dashboard.view import View, rfc3339, view_of
from dashboard.words import Words

USUAL_DAYS = 28
LENGTHS = (7, 28, 365)


async def layout(shown: Shown) -> list[Any]:
    """Two days and an operator to choose, and what changed."""
    words, view = shown.words, shown.view
    known = (await shown.api.ask("operators"))["operators"]
    whose: Options = [{"value": one["key"], "label": one["name"]} for one in known]
    now = words.local(shown.now_s).date()
    first, last = _days(view, now)
    buttons = [
        html.Button(words(f"rules.days_{n}"), id=f"rules-{n}", type="button", n_clicks=0)
        for n in LENGTHS
    ]
    return [
        html.Section(
            [
                html.Fieldset(
                    [
                        html.Legend(words("rules.legend"), className="choice-label"),
                        day_field("rules-first", first, words("rules.first"), now),
                        day_field("rules-last", last, words("rules.last"), now),
                        *buttons,
                    ],
                    className="period",
                ),
                html.Div(
                    one_of_many(
                        "rules-operator",
                        view.operator,
                        whose,
                        words("filter.operator"),
                        words("filter.every_operator"),
                        words,
                    ),
                    className="controls",
                ),
                html.P(words("rules.how"), className="note"),
                html.Div(loading(words), id="rules-changes"),
                html.P(
                    [
                        words("rules.now"),
                        " ",
                        html.A(
                            words("rules.plain"),
                            href=f"/city/rules?municipality={shown.city['code']}"
                            f"&language={words.language}",
                        ),
                    ],
                    className="note",
                ),
            ],
            **aria(label=words("rules.nav")),
        )
    ]


def _days(view: View, now: date) -> tuple[date, date]:
    return period(view, now, USUAL_DAYS)


async def tell(teller: Teller, view: View) -> tuple[Any, Any]:
    """The headline and the changes between the begin of the first day and the end of the last."""
    words = teller.words(view)
    city = await teller.api.city()
    if city is None:
        raise PreventUpdate
    now = today(teller, words)
    first, last = _days(view, now)
    end = words.begins(min(last, now) + timedelta(days=1))
    known = {one["key"] for one in (await teller.api.ask("operators"))["operators"]}
    found = await teller.api.ask(
        "rule-changes",
        municipality=city["code"],
        from_=rfc3339(words.begins(min(first, now))),
        to=rfc3339(min(end, teller.now_s())),
        operator=view.operator if view.operator in known else None,
    )
    said = [words("rules.title"), _sentence(found, first, last, words)]
    return headline(said), tell_changes(found["changes"], words)


def _sentence(found: dict[str, Any], first: date, last: date, words: Words) -> str:
    days = {"first": words.day(first.isoformat()), "last": words.day(last.isoformat())}
    counts = {name: words.number(found[name]) for name in ("added", "changed", "ended")}
    if not found["changes"]:
        return words("rules.nothing", **days)
    return words("rules.sentence", **days, **counts)


def _since(days: int, now: date) -> tuple[date, date]:
    return now - timedelta(days=days - 1), now


def wire(app: Dash, teller: Teller) -> None:
    """The choices steer the view, the view is what is compared."""
    steers(app, "rules-operator", "operator")
    wire_days(app, teller, "rules", {str(n): partial(_since, n) for n in LENGTHS}, _days)

    @app.callback(
        Output("rules-answer", "children"),
        Output("rules-changes", "children"),
        Input("view", "data"),
    )
    async def tell_rules(data: Any) -> Any:
        if data is None:
            raise PreventUpdate
        return await tell(teller, view_of(data))


PAGE = Page("/rules", "rules", layout, wire)
