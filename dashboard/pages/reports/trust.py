"""How far the data can be trusted: its coverage and gaps, and what the mandate asks of it."""

from typing import Any

from dash import html

from dashboard.pages.feeds import mandate
from dashboard.pages.permits.names import Names
from dashboard.pages.reports.brief import VERDICTS
from dashboard.pages.reports.paper import Parts, feeds_of, heads_of, rests_on, section, table
from dashboard.words import Words

GAPS = 30
"""Most times without data that are listed."""


def data(parts: Parts, names: Names, words: Words) -> html.Section:
    """How complete the data is, and each time that nothing is known of."""
    part, gaps = parts["data"], parts["gaps"]["rows"]
    cells = [
        [
            row["feed"],
            (words.percent(row["share"]), True),
            (words.number(row["gaps"]), True),
            (words.span(row["gap_hours"] * 3600), True),
        ]
        for row in part["rows"]
    ]
    caption = words("reports.c_data")
    note = rests_on(part, words, caption, feeds_of(parts))
    heads = heads_of(words, "feed", "share", "gaps", "gap_hours")
    body: list[Any] = [table(caption, heads, cells, note)]
    if gaps:
        told = [[gap["feed"], words.stretch(gap["from"], gap["to"]),
                 (words.span(gap["hours"] * 3600), True)] for gap in gaps[: GAPS]]  # fmt: skip
        heads = heads_of(words, "feed", "when", "how_long")
        body.append(table(words("reports.c_gaps"), heads, told))
    body.append(html.P(words("reports.gap_how")))
    return section("data", words, body)


def delivery(parts: Parts, names: Names, words: Words) -> html.Section:
    """What the mandate asks, what came, and what the operator said of it."""
    part, said = parts["delivery"], parts["statements"]["rows"]
    if not part["rows"]:
        key = "delivery_long" if part["reason"] == "period_too_long" else "no_duties"
        return section("delivery", words, [html.P(words(f"reports.{key}"))])
    cells = [
        [
            words(f"duty.{row['duty']}"),
            words(
                f"mandate.asks_{row['bound']}",
                amount=mandate.amount(row["owed"], row["unit"], words),
            ),
            mandate.interval(row, words),
            *((words.number(row[name]), True) for name in VERDICTS),
            (words.number(row["announced"]), True),
        ]
        for row in part["rows"]
    ]
    caption = words("reports.c_delivery")
    keys = ("duty", "owed", "delivered", "days_good", "days_bad", "days_unsure", "announced")
    note = rests_on(part, words, caption, feeds_of(parts))
    body: list[Any] = [table(caption, heads_of(words, *keys), cells, note)]
    if said:
        told = [[one["said"], words.stretch(one["from"], one["to"]) if one["to"]
                 else words.moment(one["from"]), one["said_by"]] for one in said]  # fmt: skip
        body.append(table(words("reports.c_said"), heads_of(words, "said", "when", "by"), told))
    return section("delivery", words, body)
