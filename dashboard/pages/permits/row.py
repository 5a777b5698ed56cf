"""A row of the board in full: its chart, its sentence, its gaps, and the same as a table."""

from typing import Any

from dash import html

from dashboard import effects
from dashboard.attributes import aria, data
from dashboard.pages.permits import sentences
from dashboard.pages.permits.asked import Row, Window, pick_of, row_of
from dashboard.pages.permits.charts import course_chart
from dashboard.pages.permits.names import UNITS, Names, interval, margin, plain, why
from dashboard.pages.permits.verdicts import badge, key
from dashboard.parts.chart_box import chart_parts
from dashboard.parts.receipt import receipt_link
from dashboard.parts.table import table
from dashboard.parts.theme import Theme
from dashboard.words import Words


def detail(
    found: dict[str, Any], shown: Window, day: str, names: Names, words: Words, theme: Theme
) -> html.Div:
    """Everything about one row; `day` is the one whose evidence stands below."""
    row = row_of(found)
    label = words("permits.chart", row=names.row(row, words), period=sentences.period(shown, words))
    rows = [
        _day(found, place, row, shown, day, words) for place in reversed(range(len(shown.days)))
    ]
    columns = ("day", "value", "limit", "margin", "coverage", "verdict", "reason")
    headers = [words(f"permits.col_{column}") for column in columns]
    figure = course_chart(found, shown.days, words, theme, day)
    sentence, image, gaps, told = chart_parts(
        "permits",
        label,
        sentences.course(found, shown, names, words),
        figure,
        _gaps(found, shown, words),
        [
            table("permits-course", label, headers, rows, words),
            receipt_link(found["receipt"], row.indicator, words),
        ],
    )
    unit = words(f"permits.axis_{UNITS[found['unit']]}")
    return html.Div(
        [
            html.H2(names.row(row, words), id="permits-chosen", tabIndex=-1),
            html.P(sentence, className="sentence"),
            html.P(unit, className="note unit"),
            html.Div(image, className="chart"),
            key(words),
            html.P(words("permits.how_to_read"), className="note"),
            html.Ul(gaps, className="note gaps"),
            *_rules(found, words),
            html.Div(told),
        ],
        className="chart-box",
    )


def _rules(found: dict[str, Any], words: Words) -> list[Any]:
    """The days that a rule of a module was in force on, each with what it asked."""
    told = [
        html.Li(f"{sentences.date(day, words)}: {'; '.join(lines)}")
        for day, lines in effects.by_day(found["effects"], words).items()
    ]
    return [html.H4(words("permits.rules")), html.Ul(told, className="rules")] if told else []


def _day(
    found: dict[str, Any], place: int, row: Row, shown: Window, chosen: str, words: Words
) -> list[Any]:
    """A day of the table: its name leads to its evidence."""
    day, unit = shown.days[place], found["unit"]
    lower, limit = found["lower"][place], found["limits"][place]
    margin_is = found["margins"][place]
    opens = html.Button(
        sentences.date(day, words),
        type="button",
        className="pick-shape",
        **data(map="permits", shape=pick_of(row, day)),
        **aria(pressed="true" if day == chosen else "false"),
    )
    return [
        (opens, place),
        (interval(lower, found["upper"][place], unit, words), _last(lower)),
        (words("permits.no_limit") if limit is None else plain(limit, unit, words), _last(limit)),
        (margin(margin_is, found["bound"], unit, words), _last(margin_is)),
        (words.percent(found["coverage"][place]), found["coverage"][place]),
        badge(found["verdicts"][place], words),
        why(found["reasons"][place], words),
    ]


def _last(value: float | None) -> float:
    """What to sort by: what is not known comes below all that is."""
    return float("-1e18") if value is None else value


def _gaps(found: dict[str, Any], shown: Window, words: Words) -> list[str]:
    """Days without a number by their reason."""
    days: dict[str, list[str]] = {}
    for day, reason in zip(shown.days, found["reasons"], strict=True):
        if reason:
            days.setdefault(reason, []).append(sentences.date(day, words))
    return [
        words("permits.gap", days=_listed(named, words), reason=why(reason, words))
        for reason, named in days.items()
    ]


def _listed(named: list[str], words: Words) -> str:
    if len(named) > 4:
        return words("permits.many_days", n=len(named), first=named[0], last=named[-1])
    return words.listed(named)
