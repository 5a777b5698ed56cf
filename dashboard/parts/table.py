"""Figures as tables: real headers, real cells, bars from zero, sortable, to take along as CSV.

The rows of a table go to the browser as one text (see assets/table.js). Dash looks after each of
its components at every change of the page, whatever changed: with a thousand cells among them, half
of the time that a page of charts needs to stand went there.
"""

from typing import Any

from dash import html

from dashboard.attributes import HIDDEN, aria, data
from dashboard.markup import ROWS, markup
from dashboard.words import Words

Cell = Any
"""A text, a component of `dash.html`, or a pair of one of them and the number to sort it by."""


def table(
    name: str, caption: str, headers: list[str], rows: list[list[Cell]], words: Words
) -> html.Details:
    """A table behind a summary; columns sort at a click on their header, and it saves as CSV."""
    head = [
        html.Th(html.Button(header, type="button", className="sort"), scope="col")
        for header in headers
    ]
    made = _made(name, caption, head, rows, words)
    of = html.Span(f": {caption}", className="hidden")
    return html.Details([html.Summary([words("common.table"), of]), *made], className="table")


def bars(
    name: str, caption: str, headers: list[str], rows: list[list[Cell]], words: Words
) -> html.Div:
    """A table whose bars are seen at once: the chart and its numbers are one."""
    head = [html.Th(header, scope="col") for header in headers]
    return html.Div(_made(name, caption, head, rows, words)[0], className="bars")


def _made(
    name: str, caption: str, head: list[html.Th], rows: list[list[Cell]], words: Words
) -> list[Any]:
    body = [
        html.Tr([_cell(cell, first=place == 0) for place, cell in enumerate(row)]) for row in rows
    ]
    scroll = html.Div(
        html.Table(
            [html.Caption(caption), html.Thead(html.Tr(head)), html.Tbody(**{ROWS: markup(body)})],
            id=f"table-{name}",
        ),
        className="scroll",
        tabIndex=0,
        role="region",
        **aria(label=caption),
    )
    save = html.Button(
        words("common.download"),
        type="button",
        className="csv plain",
        **data(table=f"table-{name}"),
    )
    return [scroll, save]


def _cell(cell: Cell, *, first: bool) -> html.Th | html.Td:
    text, sort = cell if isinstance(cell, tuple) else (cell, None)
    more = {} if sort is None else {"data-sort": str(sort)}
    if first:
        return html.Th(text, scope="row", **more)
    return html.Td(text, className="number" if sort is not None else "", **more)


def bar(
    value: float | None,
    top: float,
    shown: str,
    colour: str | None = None,
    *,
    partial: bool = False,
) -> Cell:
    """A number with its bar; `partial` hatches it, an unknown number has none."""
    share = 0.0 if value is None or not top else max(0.0, min(1.0, value / top))
    look = {"width": f"{share * 100:.1f}%"} | ({"--bar": colour} if colour else {})
    return (
        html.Div(
            [
                html.Span(
                    html.Span(className="fill partial" if partial else "fill", style=look),
                    className="track",
                    **HIDDEN,
                ),
                html.Span(shown, className="value"),
            ],
            className="bar",
        ),
        -1 if value is None else value,
    )
