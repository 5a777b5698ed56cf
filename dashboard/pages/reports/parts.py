"""The parts of a report: each a table or a chart with its caption, coverage and evidence."""

from typing import Any

from dash import html

from dashboard.pages.permits.names import Names
from dashboard.pages.reports.brief import OFTEN, mean_of, none_small, too_small
from dashboard.pages.reports.paper import (
    Part,
    Parts,
    feeds_of,
    heads_of,
    proof,
    rests_on,
    section,
    table,
    whole,
    why,
)
from dashboard.parts.paper_chart import SURE, Mark, bars, columns, figure
from dashboard.words import Words

TOP = 10


def stock(parts: Parts, names: Names, words: Words) -> html.Section:
    """How many, by operator and by day."""
    part, by_day = parts["parked"], parts["parked_by_day"]
    rows = [
        [
            row["operator_name"] or words("reports.everybody"),
            (words.number(row["vehicles"]), True),
            (words.number(row["vehicles_before"]), True),
            (words.percent(row["coverage"]), True),
            why(row["reason"], feeds_of(parts), words) if row["reason"] else "",
            proof(row["receipt"], words, row["operator_name"] or words("reports.everybody")),
        ]
        for row in part["rows"]
    ]
    heads = heads_of(words, "whose", "mean", "before", "coverage", "reason", "evidence")
    marks = [
        Mark(words.local(f"{row['day']}T12:00:00+00:00").strftime("%-d-%-m"), row["vehicles"],
             words.number(row["vehicles"]) if row["vehicles"] is not None else "?",
             row["coverage"])
        for row in by_day["rows"]
    ]  # fmt: skip
    caption = words("reports.c_by_day")
    told = words("reports.alt_by_day", **_extremes(by_day["rows"], "vehicles", words))
    return section(
        "stock",
        words,
        [
            table(words("reports.c_parked"), heads, rows),
            figure(columns(marks), caption, told),
            html.P(words("reports.hatched", share=whole(SURE, words)), className="note"),
            rests_on(by_day, words, caption, feeds_of(parts)),
        ],
    )


def clutter(parts: Parts, names: Names, words: Words) -> html.Section:
    """Where most stands for its size, and where many stand together."""
    part, spots = parts["clutter"], parts.get("hot_spots")
    top = [row for row in part["rows"] if row["per_km2"]][:TOP]
    caption = words("reports.c_clutter", n=words.number(len(top)))
    marks = [
        Mark(row["neighbourhood"], row["per_km2"], words.dense(row["per_km2"]), row["coverage"])
        for row in top
    ]
    told = words.listed([f"{row['neighbourhood']} {words.dense(row['per_km2'])}" for row in top])
    body: list[Any] = [
        figure(bars(marks), caption, told) if top else html.P(words("reports.busiest_none")),
        rests_on(part, words, caption, feeds_of(parts)),
    ]
    if spots is not None:
        body += _hot_spots(spots, parts, names, words)
    return section("clutter", words, body)


def _hot_spots(spots: Part, parts: Parts, names: Names, words: Words) -> list[Any]:
    rows = spots["rows"][:TOP]
    if not rows:
        return [html.P(words("reports.no_spots"))]
    moment = words.moment(rows[0]["moment"])
    caption = words("reports.c_spots", n=words.number(len(rows)), moment=moment)
    cells = [
        [
            row["neighbourhood"] or words("common.unknown"),
            f"{row['lat']:.5f}, {row['lon']:.5f}",
            (words.number(row["vehicles"]), True),
            words.listed([names.operator(key) for key in row["operators"].split(", ")]),
            words.moment(row["since"]),
        ]
        for row in rows
    ]
    heads = heads_of(words, "neighbourhood", "place", "vehicles", "whose", "since")
    many = words("reports.spots", n=words.number(len(spots["rows"])), moment=moment)
    note = rests_on(spots, words, caption, feeds_of(parts))
    return [html.P(many), table(caption, heads, cells, note)]


def long_parked(parts: Parts, names: Names, words: Words) -> html.Section:
    """Who stood longer than so many days at the end."""
    part = parts["long_parked"]
    cells = [
        [
            words("reports.longer", days=words.number(row["days"])),
            (words.number(row["certain"]), True),
            (words.number(row["possible"]), True),
            (words.number(row["unproven"]), True),
            (words.percent(row["coverage"]), True),
            proof(row["receipt"], words, words("reports.longer", days=words.number(row["days"]))),
        ]
        for row in part["rows"]
    ]
    caption = words("reports.c_long", moment=words.moment(part["rows"][0]["moment"]))
    heads = heads_of(words, "how_long", "certain", "possible", "unproven", "coverage", "evidence")
    return section("long", words, [table(caption, heads, cells), html.P(words("reports.long_how"))])


def hubs(parts: Parts, names: Names, words: Words) -> html.Section:
    """Which share stands in hubs, and which hubs are too small."""
    part = parts["in_hubs"]
    means = {place: mean_of(part["rows"], place) for place in ("inside", "near", "outside")}
    caption = words("reports.c_in_hubs")
    marks = [
        Mark(words(f"reports.{place}"), value, words.percent(value))
        for place, value in means.items()
    ]
    told = words.listed([f"{mark.label} {mark.shown}" for mark in marks])
    body: list[Any] = [
        figure(bars(marks, 1.0), caption, told),
        rests_on(part, words, caption, feeds_of(parts)),
    ]
    if "hubs" in parts:
        body += _small(parts, words)
    return section("hubs", words, body)


def _small(parts: Parts, words: Words) -> list[Any]:
    small = too_small(parts)
    if not small:
        return [html.P(none_small(parts, words))]
    cells = [
        [
            row["hub"],
            (words.number(row["capacity"]), True),
            (words.percent(row["over_capacity"]), True),
            (words.percent(row["coverage"]), True),
            proof(row["receipt"], words, row["hub"]),
        ]
        for row in small
    ]
    heads = [words("hubs.col_hub"), *heads_of(words, "places", "over", "coverage", "evidence")]
    caption = words("reports.c_small", often=whole(OFTEN, words))
    return [table(caption, heads, cells), html.P(words("reports.small_how"), className="note")]


def methods(parts: Parts, names: Names, words: Words) -> html.Section:
    """How each number is made, by the registry."""
    told = words.language
    items = [
        part
        for row in parts["methods"]["rows"]
        for part in (
            html.Dt(words("reports.method", name=row[f"name_{told}"],
                          version=words.number(row["version"]))),
            html.Dd([row[f"meaning_{told}"], " ", row[f"method_{told}"]]),
        )
    ]  # fmt: skip
    return section("methods", words, [html.P(words("reports.methods_how")), html.Dl(items)])


def notes(words: Words) -> html.Section:
    """Room for what is said and agreed at the meeting."""
    blank = [["\u00a0", "", ""] for _ in range(5)]
    return section(
        "notes",
        words,
        [
            html.Label(words("reports.notes_label"), htmlFor="reports-notes-text"),
            html.Textarea(id="reports-notes-text", rows=10, className="notes"),
            html.P(words("reports.notes_how"), className="note no-print"),
            table(words("reports.c_agreed"), heads_of(words, "agreed", "who", "by_when"), blank),
        ],
    )


def _extremes(rows: list[dict[str, Any]], name: str, words: Words) -> dict[str, str]:
    known = [row for row in rows if row[name] is not None]
    if not known:
        unknown = words("common.unknown")
        return {"least": unknown, "most": unknown, "least_day": "", "most_day": ""}
    least, most = (pick(known, key=lambda row: row[name]) for pick in (min, max))
    return {
        "least": words.number(least[name]),
        "least_day": words.day(least["day"]),
        "most": words.number(most[name]),
        "most_day": words.day(most["day"]),
    }
