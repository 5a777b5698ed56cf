"""Days that a module told a yes of, and what they did beside comparable days."""

from typing import Any

from dash import html

from dashboard.pages.modules.day import effect_line
from dashboard.pages.permits.names import Names
from dashboard.pages.reports.paper import Parts, feeds_of, heads_of, rests_on, section, table, why
from dashboard.words import Words

TOP = 6
"""Most districts, and most hubs, that are listed of a module."""
DENSITY = "parked_density"


def labels(parts: Parts, names: Names, words: Words) -> html.Section:
    """The days, and where most was otherwise on them."""
    rows = parts["labels"]["rows"]
    if not rows:
        reason = parts["labels"]["reason"]
        return section("labels", words, [html.P(words(f"reports.labels_{reason}"))])
    cells = [
        [
            row[f"title_{words.language}"],
            words.day(row["day"]),
            words(f"modules.answer_{row['expected'] or 'untold'}"),
            words(f"modules.answer_{row['observed'] or 'untold'}"),
            words.moment(row["decided_at"]),
            _follows(parts, row, words),
        ]
        for row in rows
    ]
    heads = heads_of(words, "module", "day", "expected", "observed", "decided", "follows")
    body: list[Any] = [table(words("reports.c_labels"), heads, cells)]
    return section("labels", words, [*body, *_beside(parts, words)])


def _follows(parts: Parts, row: dict[str, Any], words: Words) -> Any:
    """What followed on a day, each in a sentence."""
    mine = [
        one | {"recipients": one["recipients"].split(", ")}
        for one in parts["label_effects"]["rows"]
        if (one["module"], one["day"]) == (row["module"], row["day"])
    ]
    if not mine:
        return words("reports.nothing_follows")
    return html.Ul([html.Li(effect_line(one, words)) for one in mine])


def _beside(parts: Parts, words: Words) -> list[Any]:
    """Of each module what was otherwise, the most first; what cannot be said is told too."""
    part = parts["label_days_beside"]
    if not part["rows"]:
        return [html.P(words("reports.labels_none_observed"))]
    title = f"title_{words.language}"
    tables = [
        _of_module([row for row in part["rows"] if row[title] == name], name, parts, words)
        for name in dict.fromkeys(row[title] for row in part["rows"])
    ]
    caption = words("reports.c_labels_beside")
    note = rests_on(part, words, caption, feeds_of(parts))
    return [*tables, note, html.P(words("reports.labels_how"), className="note")]


def _of_module(rows: list[dict[str, Any]], title: str, parts: Parts, words: Words) -> html.Div:
    shown = [row for row in rows if row["indicator"] == DENSITY][:TOP]
    shown += [row for row in rows if row["indicator"] != DENSITY][:TOP]
    cells = [
        [
            row["area"],
            words(f"reports.unit_{row['indicator']}"),
            *[(_shown(row, side, words), True) for side in ("value", "beside", "difference")],
            words("modules.n_and_m", n=row["days"], m=row["beside_days"]),
            why(row["reason"], feeds_of(parts), words) if row["reason"] else "",
        ]
        for row in shown
    ]
    heads = heads_of(
        words, "where", "what", "on_days", "other_days", "difference", "label_days", "reason"
    )
    return table(f"{title}: {words('reports.c_labels_beside')}", heads, cells)


def _shown(row: dict[str, Any], side: str, words: Words) -> str:
    value = row[side]
    if value is None:
        return words("common.unknown")
    if row["indicator"] != DENSITY:
        if side == "difference":
            return words("modules.points", n=words.signed(value * 100))
        return f"{words.number(value * 100)} %"
    return words.signed(value, 1) if side == "difference" else words.dense(value)


def in_brief(parts: Parts, words: Words) -> list[str]:
    """How many such days there were, and where most more stood; nothing without a module."""
    rows = parts["labels"]["rows"]
    told = []
    for title in dict.fromkeys(row[f"title_{words.language}"] for row in rows):
        mine = [row for row in rows if row[f"title_{words.language}"] == title]
        days = sum(row["observed"] == "yes" for row in mine)
        known = [
            row
            for row in parts["label_days_beside"]["rows"]
            if row[f"title_{words.language}"] == title
            and row["indicator"] == DENSITY
            and row["difference"] is not None
        ]
        said = words("reports.labels_brief", title=title, n=words.number(days))
        if known:
            top = max(known, key=lambda row: row["difference"])
            values = {side: words.dense(top[side]) for side in ("value", "beside")}
            said = f"{said} {words('reports.labels_most', area=top['area'], **values)}"
        told.append(said)
    return told
