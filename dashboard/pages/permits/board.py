"""The board: a row for each limit, a cell for each day, those of one operator together."""

from itertools import groupby
from typing import Any

from dash import html

from dashboard import effects
from dashboard.attributes import HIDDEN, aria, data
from dashboard.pages.permits.asked import Row, Window, pick_of, row_of
from dashboard.pages.permits.names import Names, amount
from dashboard.pages.permits.sentences import date, judged, period
from dashboard.pages.permits.verdicts import LETTERS, key
from dashboard.parts.states import empty
from dashboard.view import View
from dashboard.words import Words

Marks = dict[tuple[Row, str], tuple[str, str]]
"""By row and day: a sign, and what it means."""
COMMAND = (
    "stoep permits limit set {code} OPERATOR permit_fleet 400 --unit vehicles --from 2026-12-01"
    ' --by "A. Official" --why "permit 2026-17"'
)


def without_limits(code: str, words: Words) -> html.Div:
    """Nobody set a limit yet: how that is done."""
    command = html.Code(COMMAND.format(code=code), lang="en")
    return empty(words("permits.no_limits"), words("permits.set_limit"), command)


def board(
    rows: list[dict[str, Any]],
    held: list[dict[str, Any]],
    shown: Window,
    view: View,
    names: Names,
    words: Words,
    disputes: list[dict[str, Any]] | None = None,
) -> Any:
    """All rows, with what the signs mean; `held` are the effects that they rest on.

    `disputes` are those that the reader is a side of.
    """
    if not rows:
        return empty(
            words("permits.no_rows", period=period(shown, words)), words("permits.no_rows_remedy")
        )
    caption = words("permits.caption", period=period(shown, words))
    marks = marks_of(rows, disputes or [], words)
    bodies = [
        _operator(names.operator(operator), list(mine), held, marks, shown, view, names, words)
        for operator, mine in groupby(rows, key=lambda row: row["operator"])
    ]
    table = html.Table(
        [html.Caption(caption), html.Thead(_head(shown, words)), *bodies], id="permits-table-board"
    )
    return [
        key(words),
        _rules(held, words),
        html.P(words("disputes.marks"), className="note") if marks else None,
        html.Div(table, className="scroll", tabIndex=0, role="region", **aria(label=caption)),
    ]


def _rules(held: list[dict[str, Any]], words: Words) -> html.P | None:
    """What the mark on a day means, and by which rules of modules."""
    if not held:
        return None
    titles = sorted({effects.title(one, words) for one in held})
    mark = html.Span("◆", className="by-rule", **HIDDEN)
    return html.P(
        [mark, " ", words("permits.by_rule", titles=words.listed(titles))], className="note"
    )


def _head(shown: Window, words: Words) -> html.Tr:
    """The days: the month is seen where it begins, and heard everywhere."""
    cells = []
    for place, day in enumerate(shown.days):
        week, number, month = date(day, words).split(" ")
        seen = place == 0 or number == "1"
        told = html.Span(f" {month}", className="month" if seen else "hidden")
        cells.append(
            html.Th([html.Span(week), " ", html.Span(number), told], scope="col", className="day")
        )
    columns = [words(f"permits.col_{name}") for name in ("limit", "broken")]
    return html.Tr([*[html.Th(name, scope="col") for name in columns], *cells])


def _operator(
    name: str,
    rows: list[dict[str, Any]],
    held: list[dict[str, Any]],
    marks: Marks,
    shown: Window,
    view: View,
    names: Names,
    words: Words,
) -> html.Tbody:
    width = len(shown.days) + 2
    head = html.Th(html.Span(name, className="whose-rows"), colSpan=width, scope="rowgroup")
    return html.Tbody(
        [html.Tr(head), *[_row(row, held, marks, shown, view, names, words) for row in rows]]
    )


def _row(
    found: dict[str, Any],
    held: list[dict[str, Any]],
    marks: Marks,
    shown: Window,
    view: View,
    names: Names,
    words: Words,
) -> html.Tr:
    """One limit: its name opens it in full, and so does each of its days."""
    row = row_of(found)
    chosen = row.key == view.get("row")
    scope = names.scope(row, words)
    mine = [one for one in held if one["id"] in set(found["effects"])]
    limit = _newest_limit(found, mine, words)
    name = [names.indicator(row.indicator)] + ([f" ({scope})"] if scope else [])
    opens = html.Button(
        name,
        type="button",
        className="pick-shape",
        **data(map="permits", shape=pick_of(row)),
        **aria(pressed="true" if chosen else "false"),
    )
    unsure = judged(found) == found["not_enough_data"]
    told = words(
        "permits.no_verdict" if unsure else "permits.of_days",
        n=found["does_not_comply"],
        days=judged(found),
    )
    rules = effects.by_day(mine, words)
    days = [
        _cell(letter, row, day, rules.get(day, []), marks.get((row, day)), words)
        for letter, day in zip(found["verdicts"], shown.days, strict=True)
    ]
    return html.Tr(
        [
            html.Th([opens, html.Span(limit, className="note")], scope="row"),
            html.Td(told, className="number"),
            *days,
        ],
        className="chosen" if chosen else "",
    )


def _newest_limit(found: dict[str, Any], mine: list[dict[str, Any]], words: Words) -> str:
    """What was asked last; that of one day alone says so."""
    newest = found["newest"]
    if newest is None or newest["limit"] is None:
        return ""
    limit = amount(newest["limit"], found["unit"], words)
    asks = words(f"permits.asks_{found['bound']}", limit=limit)
    alone = [x for x in mine if (x["kind"], x["day"]) == (effects.LIMIT, newest["day"])]
    if not alone:
        return asks
    title = effects.title(alone[-1], words)
    return words("permits.limit_of_day", asks=asks, day=date(newest["day"], words), title=title)


def marks_of(rows: list[dict[str, Any]], disputes: list[dict[str, Any]], words: Words) -> Marks:
    """Which days are marked, with what, and what that means; what is contested goes first."""
    found: Marks = {}
    for one in rows:
        for day in one["changed"]:
            found[row_of(one), day] = ("↻", words("disputes.mark_upheld"))
    for dispute in disputes:
        about = dispute["subject"]
        if dispute["status"] == "open" and about["day"]:
            row = Row(dispute["operator"], about["form"], about["indicator"], about["zone"])
            found[row, about["day"]] = ("!", words("disputes.mark_open"))
    return found


def _cell(
    letter: str,
    row: Row,
    day: str,
    rules: list[str],
    marked: tuple[str, str] | None,
    words: Words,
) -> html.Td:
    """A day by sign and colour, and in a word for who hears it; the keyboard has the name.

    `rules` are those of modules that it rests on: they are marked, and told to the pointer. So is
    a verdict that is contested or was changed.
    """
    shown = LETTERS[letter]
    said = "; ".join([shown.word(words), *rules, *([marked[1]] if marked else [])])
    signs = [html.Span("◆", className="by-rule", **HIDDEN)] if rules else []
    if marked:
        signs.append(html.Span(marked[0], className="contested", **HIDDEN))
    button = html.Button(
        [shown.sign, *signs] if signs else shown.sign,
        type="button",
        tabIndex=-1,
        title=f"{date(day, words)}: {said}",
        className=f"pick-shape verdict-sign {shown.name}",
        **data(map="permits", shape=pick_of(row, day)),
        **aria(label=said),
    )
    return html.Td(button, className="day")
