"""A month of labels: expected and observed on each day, as a calendar and as a table."""

from datetime import date
from typing import Any

from dash import html

from dashboard.attributes import HIDDEN, aria, data
from dashboard.pages.modules.asked import Month
from dashboard.pages.modules.sentences import title_of
from dashboard.pages.modules.signs import answer_sign, legend
from dashboard.parts.table import Cell, table
from dashboard.words import Words

BASES = ("expected", "observed")
WEEK = 7


def month_name(month: Month, words: Words) -> str:
    """The month and its year."""
    return f"{words(f'month.{month.first.month}')} {month.first.year}"


def sentence(module: dict[str, Any], month: Month, words: Words) -> str:
    """How often it was so in the month, and how often the forecast came true."""
    seen = [one["observed"]["answer"] for one in module["days"] if one["observed"]]
    both = [one for one in module["days"] if one["observed"] and one["expected"]]
    known = [
        one
        for one in both
        if "unknown" not in (one["observed"]["answer"], one["expected"]["answer"])
    ]
    right = sum(one["observed"]["answer"] == one["expected"]["answer"] for one in known)
    told = {key: words.number(seen.count(key)) for key in ("yes", "no", "unknown")}
    name = month_name(month, words)
    name = name[:1].upper() + name[1:]
    if not module["days"]:
        return words("modules.month_empty", month=name)
    said = words("modules.month_told", month=name, title=title_of(module, words), **told)
    if not known:
        return f"{said} {words('modules.month_unchecked')}"
    checked = words("modules.month_right", right=words.number(right), n=words.number(len(known)))
    return f"{said} {checked}"


def calendar(
    module: dict[str, Any], month: Month, today: date, chosen: date | None, words: Words
) -> list[Any]:
    """The month as people hang it on the wall, and the same as a table."""
    days = {one["day"]: one for one in module["days"]}
    caption = words(
        "modules.calendar_of", title=title_of(module, words), month=month_name(month, words)
    )
    head = [
        html.Th(
            [
                html.Span(words(f"weekday.{n}")[:2], className="short", **HIDDEN),
                html.Span(words(f"weekday.{n}"), className="long"),
            ],
            scope="col",
        )
        for n in range(1, WEEK + 1)
    ]
    body = [
        html.Tr([_cell(day, days, today, chosen, words) for day in week]) for week in month.weeks
    ]
    grid = html.Table(
        [html.Caption(caption, className="hidden"), html.Thead(html.Tr(head)), html.Tbody(body)],
        id="modules-calendar-table",
        className="label-calendar",
    )
    return [
        _steps(month, words),
        html.P(sentence(module, month, words), className="sentence", role="status"),
        html.Div([legend(words), html.P(words("modules.how_to_read"), className="note")]),
        grid,
        _table(module, caption, words),
    ]


def _steps(month: Month, words: Words) -> html.Div:
    """To the month before and after."""
    return html.Div(
        [
            _step("‹", month.before, words),
            html.H3(month_name(month, words)),
            _step("›", month.after, words),
        ],
        className="month-steps",
    )


def _step(sign: str, month: Month, words: Words) -> html.Button:
    return html.Button(
        html.Span(sign, **HIDDEN),
        type="button",
        className="pick-shape step",
        title=month_name(month, words),
        **data(map="modules-month", shape=month.key),
        **aria(label=month_name(month, words)),
    )


def _cell(
    day: date | None,
    days: dict[str, dict[str, Any]],
    today: date,
    chosen: date | None,
    words: Words,
) -> html.Td:
    if day is None:
        return html.Td(className="other")
    told = days.get(day.isoformat())
    lines = [_line(basis, told[basis], words) for basis in BASES if told is not None]
    struck = told is not None and any(
        told[basis] and told[basis]["answer"] == "yes" for basis in BASES
    )
    looks = ["today"] if day == today else []
    looks += ["struck"] if struck else []
    month = html.Span(f" {words(f'month.{day.month}')}", className="hidden")
    now = html.Span(words("modules.is_today"), className="is-today") if day == today else None
    number = html.Span([str(day.day), month, now], className="date")
    if told is None:
        return html.Td(
            html.Div([number], className="label-day empty-day"), className=" ".join(looks)
        )
    button = html.Button(
        [number, *lines],
        type="button",
        className="pick-shape label-day",
        **data(map="modules", shape=day.isoformat()),
        **aria(pressed="true" if day == chosen else "false"),
    )
    return html.Td(button, className=" ".join(looks))


def _line(basis: str, telling: dict[str, Any] | None, words: Words) -> html.Span:
    """One of the two words on a day; where there is none its place stays empty."""
    return html.Span(
        [
            html.Span(words(f"modules.short_{basis}"), className="basis"),
            answer_sign(telling["answer"] if telling else None, words),
        ],
        className=f"line {basis}" if telling else f"line {basis} untold",
    )


def _table(module: dict[str, Any], caption: str, words: Words) -> html.Details:
    headers = [words(f"modules.col_{name}") for name in ("day", "expected", "observed", "because")]
    rows: list[list[Cell]] = []
    for one in module["days"]:
        newest = one["observed"] or one["expected"]
        answers = [_word(one[basis], words) for basis in BASES]
        rows.append([words.day(one["day"]), *answers, because(newest, words)])
    return table("modules-month", caption, headers, rows, words)


def _word(telling: dict[str, Any] | None, words: Words) -> str:
    return words(f"modules.answer_{telling['answer'] if telling else 'untold'}")


def because(telling: dict[str, Any], words: Words) -> str:
    """The facts behind an answer in one line."""
    return "; ".join(fact_line(fact, words) for fact in telling["facts"])


def fact_line(fact: dict[str, Any], words: Words) -> str:
    """A fact with its value and its threshold."""
    name = fact["text"][words.language]
    value = amount(fact["value"], unit_of(fact, words), words)
    note = f" ({fact['note']})" if fact["note"] else ""
    if fact["limit"] is None:
        return f"{name} {value}{note}"
    limit = amount(fact["limit"], unit_of(fact, words), words)
    return words("modules.fact", name=name, value=value, limit=limit) + note


def unit_of(told: dict[str, Any], words: Words) -> str:
    """The unit of a fact or a parameter in the language of the page."""
    unit: str = told["unit_text"][words.language]
    return unit


def amount(value: float | None, unit: str, words: Words) -> str:
    """A number with its unit, with no more decimals than it has."""
    if value is None:
        return words("common.unknown")
    most = 1 if abs(value) >= 10 else 2
    decimals = next(
        n for n in range(most + 1) if n == most or round(value, n) == round(value, most)
    )
    return f"{words.number(value, decimals)} {unit}".strip()
