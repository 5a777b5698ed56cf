"""The mandate: of each operator what data it owes, and what came of it in two weeks."""

from datetime import timedelta
from typing import Any

from dash import Dash, Input, Output, html
from dash.exceptions import PreventUpdate

from dashboard.parts.receipt import receipt_link
from dashboard.parts.states import empty
from dashboard.parts.table import Cell, bars
from dashboard.teller import Teller
from dashboard.view import View, view_of
from dashboard.words import Words

DAYS = 14
SET = (
    'stoep mandate set {code} OPERATOR availability 95% --from 2026-12-01 --ground "…"'
    ' --by "…" --why "…"'
)
COLUMNS = ("duty", "owed", "delivered", "complies", "does_not_comply", "not_enough_data")
SIGNS = {"complies": "✓", "does_not_comply": "✕", "not_enough_data": "?"}


async def tell(teller: Teller, view: View) -> Any:
    """A sentence and a table for each operator, with its letter."""
    words, code = teller.words(view), (await teller.city())["code"]
    to = words.local(teller.now_s()).date()
    period = {"from": f"{to - timedelta(days=DAYS)}", "to": f"{to}"}
    names = {one["key"]: one["name"] for one in (await teller.api.ask("operators"))["operators"]}
    found = await teller.api.ask("mandates/delivery", municipality=code, **period)
    if not found["duties"]:
        return empty(words("mandate.none"), SET.format(code=code))
    operators = dict.fromkeys(row["operator"] for row in found["duties"])
    return [
        *(_operator(key, names[key], code, found, words) for key in operators),
        html.P(words("mandate.how"), className="note"),
        receipt_link(found["receipt"], "mandate_delivered", words),
    ]


def _operator(key: str, name: str, code: str, found: dict[str, Any], words: Words) -> html.Article:
    rows = [row for row in found["duties"] if row["operator"] == key]
    asked = f"municipality={code}&operator={key}&from={found['from']}&to={found['to']}"
    letter = f"/v1/mandates/letter?{asked}&language={words.language}"
    return html.Article(
        [
            html.H3(name),
            html.P(sentence(name, rows, words)),
            *(html.P(told, className="note") for told in _remarks(key, rows, found, words)),
            _table(key, name, rows, words),
            html.P(html.A(words("mandate.letter", name=name), href=letter)),
        ],
        className="mandate",
    )


def sentence(name: str, rows: list[dict[str, Any]], words: Words) -> str:
    """What an operator fell short of, or that it did not."""
    short = [row for row in rows if row["does_not_comply"]]
    if short:
        told = [
            words(
                "mandate.short_of",
                duty=words(f"duty.{row['duty']}"),
                n=row["does_not_comply"],
                days=len(row["days"]),
            )
            for row in short
        ]
        return words("mandate.short", name=name, duties=words.listed(told))
    if all(row["not_enough_data"] == len(row["days"]) for row in rows):
        return words("mandate.unknown", name=name)
    partly = any(row["not_enough_data"] for row in rows)
    return words("mandate.good_so_far" if partly else "mandate.good", name=name)


def _remarks(
    key: str, rows: list[dict[str, Any]], found: dict[str, Any], words: Words
) -> list[str]:
    """What was announced, and what nobody looked at."""
    told = []
    if announced := sum(row["announced"] for row in rows):
        told.append(words("mandate.announced", n=announced))
    unknown = {day["day"]: day["unknown_s"] for row in rows for day in row["days"]}
    if unlooked := sum(unknown.values()):
        told.append(words("mandate.unlooked", span=words.span(unlooked)))
    lost = [words.span_s(gap["from"], gap["to"]) for gap in found["gaps"] if gap["operator"] == key]
    if lost:
        told.append(words("mandate.lost", span=words.span(sum(lost)), n=words.number(len(lost))))
    return told


def _table(key: str, name: str, rows: list[dict[str, Any]], words: Words) -> html.Div:
    body: list[list[Cell]] = [
        [
            [
                html.Span(f"{SIGNS[_worst(row)]} ", className=f"sign {_worst(row)}"),
                _duty(row, words),
            ],
            words(f"mandate.asks_{row['bound']}", amount=amount(row["owed"], row["unit"], words)),
            interval(row, words),
            *((words.number(row[name]), row[name]) for name in COLUMNS[3:]),
        ]
        for row in rows
    ]
    headers = [words(f"mandate.col_{column}") for column in COLUMNS]
    return bars(f"mandate-{key}", words("mandate.caption", name=name), headers, body, words)


def _duty(row: dict[str, Any], words: Words) -> str:
    return words(f"duty.{row['duty']}")


def _worst(row: dict[str, Any]) -> str:
    """The sign of a row: short on any day, else kept on any, else nothing known."""
    return next((name for name in ("does_not_comply", "complies") if row[name]), "not_enough_data")


def interval(row: dict[str, Any], words: Words) -> str:
    """What was delivered, from what is certain to what is possible."""
    if row["lower"] is None:
        return words("common.unknown")
    low = amount(row["lower"], row["unit"], words)
    if row["upper"] is None:
        return words("mandate.or_more", lower=low)
    high = amount(row["upper"], row["unit"], words)
    return low if low == high else words("mandate.between", lower=low, upper=high)


def amount(value: float, unit: str, words: Words) -> str:
    """A share as a percentage, cut off so that only all of it is 100 %; or seconds."""
    if unit != "1":
        return words("common.seconds", n=words.number(value))
    percent = int(value * 1000 + 1e-6) / 10
    return f"{words.number(percent, 0 if percent.is_integer() else 1)} %"


def wire(app: Dash, teller: Teller) -> None:
    """Days that are over do not change by the minute: told once for each view."""

    @app.callback(Output("feeds-mandate", "children"), Input("view", "data"))
    async def tell_mandate(data: Any) -> Any:
        if data is None:
            raise PreventUpdate
        return await tell(teller, view_of(data))
