"""The parts of a report: each a table or a chart with its caption, coverage and evidence."""

from typing import Any

from dash import html

from dashboard.attributes import aria
from dashboard.pages.feeds import mandate
from dashboard.pages.permits.asked import row_of
from dashboard.pages.permits.names import Names, amount, interval, margin
from dashboard.pages.reports.brief import OFTEN, VERDICTS, Parts, mean_of, too_small
from dashboard.pages.reports.paper import (
    SIGNS,
    Part,
    proof,
    rests_on,
    section,
    table,
    verdict,
    whole,
    why,
)
from dashboard.parts.paper_chart import SURE, Mark, bars, columns, figure
from dashboard.words import Words

TOP = 10
KEYS = ("stock", "clutter", "permits", "long", "hubs", "data")


def stock(parts: Parts, names: Names, words: Words) -> html.Section:
    """How many, by operator and by day."""
    part, by_day = parts["parked"], parts["parked_by_day"]
    rows = [
        [
            row["operator_name"] or words("reports.everybody"),
            (words.number(row["vehicles"]), True),
            (words.number(row["vehicles_before"]), True),
            (words.percent(row["coverage"]), True),
            why(row["reason"], _feeds(parts), words) if row["reason"] else "",
            proof(row["receipt"], words, row["operator_name"] or words("reports.everybody")),
        ]
        for row in part["rows"]
    ]
    heads = _heads(words, "whose", "mean", "before", "coverage", "reason", "evidence")
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
            rests_on(by_day, words, caption, _feeds(parts)),
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
        rests_on(part, words, caption, _feeds(parts)),
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
    heads = _heads(words, "neighbourhood", "place", "vehicles", "whose", "since")
    many = words("reports.spots", n=words.number(len(spots["rows"])), moment=moment)
    note = rests_on(spots, words, caption, _feeds(parts))
    return [html.P(many), table(caption, heads, cells, note)]


def permits(parts: Parts, names: Names, words: Words, *, every: bool = False) -> html.Section:
    """Each operator's limits in numbers, then those that are broken or unsure; or all of them."""
    rows = parts["permits"]["rows"]
    if not rows:
        return section("permits", words, [html.P(words("reports.no_limits"))])
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
    return section("permits", words, body)


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
    heads = _heads(words, "whose", "limits", "kept", "broken", "unsure", "least_coverage")
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
    return table(caption, _heads(words, *keys), cells)


def _by_day(parts: Parts) -> dict[Any, str]:
    """A sign for each day of a limit."""
    found: dict[Any, list[str]] = {}
    for row in parts["permit_days"]["rows"]:
        found.setdefault(row_of(row), []).append(SIGNS[row["verdict"]])
    return {key: in_weeks("".join(signs)) for key, signs in found.items()}


def in_weeks(signs: str) -> str:
    """Signs by the seven, so that they can be counted and wrap."""
    return " ".join(signs[n : n + 7] for n in range(0, len(signs), 7))


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
    heads = _heads(words, "how_long", "certain", "possible", "unproven", "coverage", "evidence")
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
        rests_on(part, words, caption, _feeds(parts)),
    ]
    if "hubs" in parts:
        body += _small(parts, words)
    return section("hubs", words, body)


def _small(parts: Parts, words: Words) -> list[Any]:
    small = too_small(parts)
    if not small:
        return [html.P(words("reports.none_small"))]
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
    heads = [words("hubs.col_hub"), *_heads(words, "places", "over", "coverage", "evidence")]
    caption = words("reports.c_small", often=whole(OFTEN, words))
    return [table(caption, heads, cells), html.P(words("reports.small_how"), className="note")]


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
    note = rests_on(part, words, caption, _feeds(parts))
    heads = _heads(words, "feed", "share", "gaps", "gap_hours")
    body: list[Any] = [table(caption, heads, cells, note)]
    if gaps:
        told = [[gap["feed"], words.stretch(gap["from"], gap["to"]),
                 (words.span(gap["hours"] * 3600), True)] for gap in gaps[: 3 * TOP]]  # fmt: skip
        heads = _heads(words, "feed", "when", "how_long")
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
    note = rests_on(part, words, caption, _feeds(parts))
    body: list[Any] = [table(caption, _heads(words, *keys), cells, note)]
    if said:
        told = [[one["said"], words.stretch(one["from"], one["to"]) if one["to"]
                 else words.moment(one["from"]), one["said_by"]] for one in said]  # fmt: skip
        body.append(table(words("reports.c_said"), _heads(words, "said", "when", "by"), told))
    return section("delivery", words, body)


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
            table(words("reports.c_agreed"), _heads(words, "agreed", "who", "by_when"), blank),
        ],
    )


def _heads(words: Words, *keys: str) -> list[str]:
    return [words(f"reports.col_{key}") for key in keys]


def _feeds(parts: Parts) -> dict[str, str]:
    """Names of feeds by the key of their operator: reasons name one or the other."""
    return {row["operator"]: row["feed"] for row in parts["data"]["rows"] if row["operator"]}


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
