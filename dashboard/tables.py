"""The same figures as tables: real headers, real cells, sortable, to take along as CSV."""

from typing import Any

from dash import html

from dashboard.sentences import gap_line
from dashboard.words import Words

MARKS = {"live": "●", "late": "◐", "silent": "○", "never": "–", "disabled": "✕"}


def table(
    name: str, caption: str, headers: list[str], rows: list[list[Any]], words: Words
) -> html.Details:
    """A table behind a summary; columns sort at a click on their header, and it saves as CSV.

    A cell is a text, or a pair of a text and the number to sort it by.
    """
    head = [
        html.Th(html.Button(header, type="button", className="sort"), scope="col")
        for header in headers
    ]
    body = [
        html.Tr([_cell(cell, first=place == 0) for place, cell in enumerate(row)]) for row in rows
    ]
    return html.Details(
        [
            html.Summary(words("common.table")),
            html.Div(
                [
                    html.Table(
                        [html.Caption(caption), html.Thead(html.Tr(head)), html.Tbody(body)],
                        id=f"table-{name}",
                    ),
                ],
                className="scroll",
                tabIndex=0,
                role="region",
                **{"aria-label": caption},
            ),
            html.Button(
                words("common.download"),
                type="button",
                className="csv plain",
                **{"data-table": f"table-{name}"},
            ),
        ],
        className="table",
    )


def _cell(cell: Any, *, first: bool) -> Any:
    text, sort = cell if isinstance(cell, tuple) else (cell, None)
    more = {} if sort is None else {"data-sort": str(sort)}
    if first:
        return html.Th(text, scope="row", **more)
    return html.Td(text, className="number" if sort is not None else "", **more)


def density_table(values: list[dict[str, Any]], words: Words) -> html.Details:
    """Every area with its density, count, size, coverage and remark."""
    rows = [
        [
            value["name"],
            (words.number(value["value"], 1), -1 if value["value"] is None else value["value"]),
            (words.number(value["vehicles"]), -1 if value["value"] is None else value["vehicles"]),
            (words.number(value["area_m2"] / 1e6, 2), value["area_m2"]),
            (words.percent(value["coverage"]), value["coverage"]),
            value["reason"] or "",
        ]
        for value in values
    ]
    columns = ("area", "density", "vehicles", "km2", "coverage", "reason")
    headers = [words(f"density.col_{column}") for column in columns]
    return table("density", words("density.title"), headers, rows, words)


def series_table(series: dict[str, Any], caption: str, words: Words) -> html.Details:
    """The chart's steps, newest first."""
    lines = series["series"]
    names = [words("density.all") if line["key"] == "all" else line["name"] for line in lines]
    rows = []
    for step in range(len(series["edges"]) - 2, -1, -1):
        least = min((line["coverage"][step] for line in lines), default=0)
        reasons = {line["reasons"][step] for line in lines if line["reasons"][step]}
        rows.append(
            [
                (words.moment(series["edges"][step]), step),
                *[
                    (words.number(v, 1), -1 if v is None else v)
                    for v in (line["values"][step] for line in lines)
                ],
                (words.percent(least), least),
                ", ".join(sorted(reasons)),
            ]
        )
    headers = [words("density.col_time"), *names]
    headers += [words("density.col_coverage"), words("density.col_reason")]
    return table("series", caption, headers, rows, words)


def duration_table(certain: dict[str, int], possible: dict[str, int], words: Words) -> html.Details:
    """Vehicles by duration class, certain and possible apart."""
    rows = [
        [
            words(f"class.{key}"),
            (words.number(n), n),
            (words.number(possible.get(key, 0)), possible.get(key, 0)),
        ]
        for key, n in certain.items()
    ]
    headers = [words(f"duration.col_{column}") for column in ("class", "certain", "possible")]
    return table("duration", words("duration.title"), headers, rows, words)


def feed_card(feed: dict[str, Any], words: Words) -> html.Article:
    """One feed: status in word, sign and colour, then the evidence for it."""
    status = feed["status"]
    lines = [
        words("feeds.evidence", moment=words.moment(feed["evidence_at"]))
        if feed["evidence_at"]
        else words("feeds.evidence_none"),
        words("feeds.standing", n=words.number(feed["standing"])),
        words(
            "feeds.coverage",
            day=words.percent(feed["coverage"]["day"]),
            fortnight=words.percent(feed["coverage"]["fortnight"]),
        ),
    ]
    if feed["last_outcome"]:
        outcome = words(f"outcome.{feed['last_outcome']}")
        lines.append(words("feeds.last", clock=words.clock(feed["last_poll_at"]), outcome=outcome))
    if feed["id_policy"] == "rotating":
        lines.append(words("feeds.rotating"))
    if feed["dropped"]:
        named = [f"{n} {words(f'dropped.{reason}')}" for reason, n in feed["dropped"].items()]
        lines.append(words("feeds.dropped", dropped=words.listed(named)))
    return html.Article(
        [
            html.H3(feed["name"]),
            html.P(
                [
                    html.Span(MARKS[status], className="mark", **{"aria-hidden": "true"}),
                    words(f"feeds.{status}"),
                ],
                className=f"status {status}",
            ),
            html.Ul([html.Li(line) for line in lines]),
            html.P(feed["last_reason"], className="reason", lang="en")
            if feed["last_reason"]
            else None,
            html.Details([html.Summary(words("feeds.polls")), html.Ul(_outcomes(feed, words))]),
            html.Details([html.Summary(words("feeds.gaps")), html.Ul(_gaps(feed, words))]),
        ],
        className="card feed",
    )


def _outcomes(feed: dict[str, Any], words: Words) -> list[html.Li]:
    counted = sorted(feed["outcomes"].items(), key=lambda item: -item[1])
    return [html.Li(f"{words.number(n)}× {words(f'outcome.{name}')}") for name, n in counted]


def _gaps(feed: dict[str, Any], words: Words) -> list[html.Li]:
    if not feed["gaps"]:
        return [html.Li(words("feeds.no_gaps"))]
    return [html.Li(gap_line(gap, words)) for gap in feed["gaps"]]


def feeds_table(feeds: list[dict[str, Any]], words: Words) -> html.Details:
    """All feeds in one table."""
    rows = [
        [
            feed["name"],
            words(f"feeds.{feed['status']}"),
            (words.number(feed["standing"]), feed["standing"] or 0),
            words.moment(feed["evidence_at"]) if feed["evidence_at"] else words("common.unknown"),
            (words.percent(feed["coverage"]["day"]), feed["coverage"]["day"] or 0),
            (words.percent(feed["coverage"]["fortnight"]), feed["coverage"]["fortnight"] or 0),
        ]
        for feed in feeds
    ]
    columns = ("feed", "status", "standing", "evidence", "day", "fortnight")
    headers = [words(f"feeds.col_{column}") for column in columns]
    return table("feeds", words("feeds.title"), headers, rows, words)
