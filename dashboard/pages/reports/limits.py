"""Whether operators keep to their permits: in numbers, then limit by limit."""

from typing import Any

from dash import html

from dashboard.attributes import aria
from dashboard.pages.permits.asked import row_of
from dashboard.pages.permits.names import Names, amount, interval, margin
from dashboard.pages.reports.brief import VERDICTS
from dashboard.pages.reports.paper import SIGNS, Parts, heads_of, proof, section, table, verdict
from dashboard.words import Words


def permits(parts: Parts, names: Names, words: Words, *, every: bool = False) -> html.Section:
    """Each operator's limits in numbers, then those that are broken or unsure; or all of them."""
    rows, name = parts["permits"]["rows"], "permits_one" if every else "permits"
    if not rows:
        return section(name, words, [html.P(words("reports.no_limits"))])
    body: list[Any] = [html.P(words("reports.permits_how"))]
    if not every:
        body.append(_by_operator(rows, words))
    shown = rows if every else [row for row in rows if row["verdict"] != "complies"]
    caption = words("reports.c_limits" if every else "reports.c_broken")
    days = _by_day(parts) if every else {}
    if shown:
        body.append(_limits(shown, caption, days, names, words, with_operator=not every))
    if days:
        body.append(html.P(words("reports.signs"), className="note"))
    return section(name, words, body)


def _by_operator(rows: list[dict[str, Any]], words: Words) -> html.Div:
    operators = sorted({row["operator_name"] for row in rows})
    cells = []
    for name in operators:
        mine = [row for row in rows if row["operator_name"] == name]
        coverage = [row["coverage"] for row in mine if row["coverage"] is not None]
        count = [sum(row["verdict"] == one for row in mine) for one in VERDICTS]
        cells.append(
            [
                name,
                (words.number(len(mine)), True),
                *((words.number(n), True) for n in count),
                (words.percent(min(coverage)) if coverage else words("common.unknown"), True),
            ]
        )
    heads = heads_of(words, "whose", "limits", "kept", "broken", "unsure", "least_coverage")
    return table(words("reports.c_by_operator"), heads, cells)


def _limits(
    rows: list[dict[str, Any]],
    caption: str,
    days: dict[Any, str],
    names: Names,
    words: Words,
    *,
    with_operator: bool,
) -> html.Div:
    cells = []
    for row in rows:
        scope = names.scope(row_of(row), words)
        about = names.indicator(row["indicator"]) + (f" ({scope})" if scope else "")
        limit = (
            words("permits.no_limit")
            if row["limit"] is None
            else words(
                f"permits.asks_{row['bound']}", limit=amount(row["limit"], row["unit"], words)
            )
        )
        judged = sum(row[name] for name in VERDICTS)
        of_days = words(
            "permits.of_days", n=words.number(row["complies"]), days=words.number(judged)
        )
        worst = words("permits.no_number")
        if row["worst_day"] is not None:
            worst = words(
                "reports.worst",
                n=interval(row["worst"], row["worst_upper"], row["unit"], words),
                day=words.day(row["worst_day"]),
                margin=margin(row["worst_margin"], row["bound"], row["unit"], words),
            )
        by_day = days.get(row_of(row), "")
        cells.append(
            [
                f"{row['operator_name']}: {about}" if with_operator else about,
                limit,
                verdict(row["verdict"], words),
                [of_days, html.Br(), html.Span(by_day, className="days", **aria(hidden="true"))]
                if by_day
                else of_days,
                worst,
                (words.percent(row["coverage"]), True),
                proof(row["receipt"], words, f"{row['operator_name']}: {about}"),
            ]
        )
    keys = ("limit", "asked", "verdict", "days_kept", "worst", "coverage", "evidence")
    return table(caption, heads_of(words, *keys), cells)


def _by_day(parts: Parts) -> dict[Any, str]:
    """A sign for each day of a limit."""
    found: dict[Any, list[str]] = {}
    for row in parts["permit_days"]["rows"]:
        found.setdefault(row_of(row), []).append(SIGNS[row["verdict"]])
    return {key: in_weeks("".join(signs)) for key, signs in found.items()}


def in_weeks(signs: str) -> str:
    """Signs by the seven, so that they can be counted and wrap."""
    return " ".join(signs[n : n + 7] for n in range(0, len(signs), 7))
