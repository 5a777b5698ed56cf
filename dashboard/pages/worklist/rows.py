"""The list: a table on a desk, a card for each vehicle on a phone; each row opens its evidence."""

from collections.abc import Callable
from typing import Any

from dash import html

from dashboard.attributes import HIDDEN, aria, data
from dashboard.pages.worklist import sentences
from dashboard.pages.worklist.asked import ROWS, row_of
from dashboard.parts.states import empty
from dashboard.view import View
from dashboard.words import Words

COLUMNS = ("vehicle", "why", "since", "points", "status")
Address = Callable[[int], str]
"""Where a vehicle is on the map."""


def listed(
    found: dict[str, Any], view: View, names: dict[str, str], words: Words, address: Address
) -> Any:
    """The rows of a page, the most urgent first."""
    if found["count"] is None:
        return empty(words("worklist.unknown"), words("worklist.unknown_remedy"))
    if not found["rows"]:
        return empty(words("worklist.nothing"), words("worklist.nothing_remedy"))
    caption = words("worklist.caption", moment=words.moment(found["moment"]))
    head = [
        html.Th(words(f"worklist.col_{name}"), scope="col", role="columnheader") for name in COLUMNS
    ]
    body = [_row(row, row_of(view), names, words, address) for row in found["rows"]]
    # On a phone the rows are cards: the roles keep it a table for who reads by ear.
    return html.Table(
        [
            html.Caption(caption),
            html.Thead(html.Tr(head, role="row"), role="rowgroup"),
            html.Tbody(body, role="rowgroup"),
        ],
        id="worklist-rows",
        role="table",
    )


def _row(
    row: dict[str, Any], chosen: int | None, names: dict[str, str], words: Words, address: Address
) -> html.Tr:
    opened = row["stay"] == chosen
    opens = html.Button(
        name(row, names, words),
        type="button",
        className="pick-shape strong",
        **data(map="worklist", shape=row["stay"]),
        **aria(pressed="true" if opened else "false"),
    )
    surety = "certain" if row["sure"] else "possible"
    reasons = [html.Li(sentences.why(one, words)) for one in row["reasons"]]
    cells = [
        html.Th(
            [
                opens,
                html.Span(sentences.place(row, words), className="note"),
                html.A(words("worklist.on_map"), href=address(row["stay"]), className="map-link"),
            ],
            scope="row",
            role="rowheader",
        ),
        html.Td(
            [
                html.Span(words(f"worklist.{surety}"), className=f"surety {surety}"),
                html.Ul(reasons),
            ],
            role="cell",
        ),
        _cell("since", _since(row, words), words),
        _cell("points", html.Span(words.number(row["points"], 1), className="points"), words),
        _cell("status", sentences.status(row, words), words),
    ]
    return html.Tr(cells, role="row", className=f"{surety}{' chosen' if opened else ''}")


def _cell(column: str, shown: Any, words: Words) -> html.Td:
    """A cell with the name of its column before it, for where there is no head to be seen."""
    label = html.Span(words(f"worklist.col_{column}"), className="cell-label", **HIDDEN)
    return html.Td([label, html.Div(shown)], role="cell")


def name(row: dict[str, Any], names: dict[str, str], words: Words) -> str:
    """A vehicle by its kind and operator."""
    operator = names.get(row["operator"], row["operator"])
    return words("common.vehicle", form=words(f"form.{row['form_factor']}"), operator=operator)


def _since(row: dict[str, Any], words: Words) -> list[Any]:
    if row["observed_s"] is None:
        return [words("worklist.unknown_span")]
    seen = words("worklist.observed", span=sentences.lasted(row["observed_s"], words))
    told: list[Any] = [words.moment(row["first_seen"]), html.Span(seen, className="note")]
    if row["possible_s"] - row["observed_s"] >= 3600:
        most = words("worklist.possible_span", span=sentences.lasted(row["possible_s"], words))
        told.append(html.Span(most, className="note"))
    return told


def count(found: dict[str, Any], words: Words) -> str:
    """Which rows are shown, of how many."""
    if not found["rows"]:
        return words("worklist.no_rows" if found["count"] is not None else "worklist.unknown")
    first = found["offset"] + 1
    return words(
        "worklist.shown",
        first=words.number(first),
        last=words.number(first + len(found["rows"]) - 1),
        n=words.number(found["count"]),
    )


def pages(found: dict[str, Any], words: Words, address: Callable[[int], str]) -> Any:
    """Links to the pages before and after; `address` by number."""
    now = found["offset"] // ROWS + 1
    last = -(-(found["count"] or 0) // ROWS)
    links = [
        html.A(words(f"worklist.{key}"), href=address(page))
        for key, page in (("previous", now - 1), ("next", now + 1))
        if 1 <= page <= last
    ]
    return (
        html.Nav(links, className="pages", **aria(label=words("worklist.pages"))) if links else None
    )
