"""Days of a module beside comparable days: a sentence, charts, tables, and what is left out."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from dash import dcc, html

from dashboard.attributes import aria
from dashboard.pages.modules.charts import beside_chart
from dashboard.pages.modules.sentences import title_of
from dashboard.parts.chart_box import CONFIG
from dashboard.parts.states import empty
from dashboard.parts.table import Cell, table
from dashboard.parts.theme import Theme
from dashboard.sentences import reason
from dashboard.words import Words

CHARTED = 8
"""Most areas in a chart; the table has them all."""
DENSITY = "parked_density"


def compared(found: dict[str, Any], names: dict[str, str], words: Words, theme: Theme) -> list[Any]:
    """The whole section."""
    days = found["days"]
    if not days["compared"]:
        why = "beside_no_yes" if not days["alone"] else "beside_no_other"
        told = words(f"modules.{why}", title=title_of(found, words))
        return [empty(told, words("modules.beside_remedy")), _left_out(days, words)]
    return [
        html.P(sentence(found, words), className="sentence", role="status"),
        html.P(sides(found, words), className="note"),
        _left_out(days, words),
        *_chart("areas", _of_kind(found, True), found, names, words, theme),
        *_chart("zones", _of_kind(found, False), found, names, words, theme),
        *_chart("hubs", found["hubs"], found, names, words, theme),
        *_inflow(found, words, theme),
    ]


def sentence(found: dict[str, Any], words: Words) -> str:
    """Where most more stood, and which hub was most fuller."""
    title = title_of(found, words)
    known = [one for one in found["areas"] if one["difference"] is not None]
    if not known:
        return words("modules.beside_unknown", title=title)
    top = max(known, key=lambda one: one["difference"])
    if top["difference"] <= 0:
        top = min(known, key=lambda one: one["difference"])
    said = words(
        "modules.beside_density",
        title=title,
        area=top["name"],
        value=words.dense(top["value"]),
        beside=words.dense(top["beside"]),
        change=change(top, words),
    )
    hubs = [one for one in found["hubs"] if one["difference"] is not None]
    if not hubs:
        return said
    full = max(hubs, key=lambda one: one["difference"])
    told = words(
        "modules.beside_hub",
        hub=full["name"],
        value=shown(full, "value", words),
        beside=shown(full, "beside", words),
    )
    return f"{said} {told}"


def change(one: dict[str, Any], words: Words) -> str:
    """How much more or less, in percent where there is something to divide by."""
    if not one["beside"]:
        return words.signed(one["difference"], 1)
    return f"{words.signed(one['difference'] / one['beside'] * 100)} %"


def sides(found: dict[str, Any], words: Words) -> str:
    """How many days stand on each side, and which days of the week they are."""
    days = found["days"]
    return words(
        "modules.beside_sides",
        n=words.number(len(days["compared"])),
        mix=mix(days["compared"], words),
        others=words.number(len(days["beside"])),
        other_mix=mix(days["beside"], words),
        apart=words.number(found["most_days_apart"]),
        coverage=words.percent(found["coverage_needed"]),
    )


def mix(days: Sequence[str], words: Words) -> str:
    """How many of each day of the week."""
    counts = Counter(date.fromisoformat(day).isoweekday() for day in days)
    return ", ".join(f"{words.number(counts[n])}× {words(f'weekday.{n}')}" for n in sorted(counts))


def _left_out(days: dict[str, Any], words: Words) -> html.Ul:
    """Days that are in no number, with how many."""
    told = [
        html.Li(words(f"modules.left_{name}", n=words.number(len(days[name]))))
        for name in ("alone", "unknown", "untold")
        if days[name]
    ]
    return html.Ul(told, className="note gaps")


def _of_kind(found: dict[str, Any], district: bool) -> list[dict[str, Any]]:
    """Districts, or the zones that something follows in: these are small and dense."""
    return [one for one in found["areas"] if (one["kind"] == "district") is district]


def _chart(
    part: str,
    rows: list[dict[str, Any]],
    found: dict[str, Any],
    names: dict[str, str],
    words: Words,
    theme: Theme,
) -> list[Any]:
    """A chart of the most that is otherwise, and the table of all."""
    if not rows and part == "zones":
        return []
    if not rows:
        return [html.H3(words(f"modules.beside_{part}")), html.P(words(f"modules.no_{part}"))]
    caption = words(f"modules.beside_{part}")
    known = [one for one in rows if one["difference"] is not None]
    charted = known[:CHARTED]
    scale = 100 if part == "hubs" else 1
    figure = beside_chart(
        [one["name"] for one in charted],
        [one["value"] * scale for one in charted],
        [one["beside"] * scale for one in charted],
        words,
        theme,
    )
    graph = dcc.Graph(id=f"modules-{part}-graph", config=CONFIG, figure=figure)
    label = words(f"modules.label_{part}", title=title_of(found, words))
    chart = html.Div(graph, role="img", **aria(label=label))
    return [
        html.H3(caption),
        html.P(words(f"modules.unit_{part}"), className="note unit"),
        html.Div(chart, className="chart") if charted else None,
        _table(part, rows, caption, names, words),
    ]


def _table(
    part: str, rows: list[dict[str, Any]], caption: str, names: dict[str, str], words: Words
) -> html.Details:
    columns = ("area", "yes_days", "other_days", "difference", "days", "coverage", "reason")
    headers = [words(f"modules.col_{name}") for name in columns]
    cells: list[list[Cell]] = [
        [
            html.A(one["name"], href=one["series"]),
            *[(shown(one, side, words), _sort(one[side])) for side in ("value", "beside")],
            (_difference(one, words), one["difference"] or 0),
            words("modules.n_and_m", n=one["days"], m=one["beside_days"]),
            (words.percent(one["coverage"]), one["coverage"]),
            why(one["reason"], names, words),
        ]
        for one in rows
    ]
    return table(f"modules-{part}", caption, headers, cells, words)


def _sort(value: float | None) -> float:
    return -1.0 if value is None else value


def shown(one: dict[str, Any], side: str, words: Words) -> str:
    """A density, or a share in percent."""
    value = one[side]
    if one["indicator"] == DENSITY:
        return words.dense(value)
    return words("common.unknown") if value is None else f"{words.number(value * 100)} %"


def _difference(one: dict[str, Any], words: Words) -> str:
    told = one["difference"]
    if told is None or one["indicator"] == DENSITY:
        return words.signed(told, 1)
    return words("modules.points", n=words.signed(told * 100))


def why(told: str | None, names: dict[str, str], words: Words) -> str:
    """Why there is no number."""
    if told is None:
        return ""
    key = f"modules.why_{told}"
    return words(key) if words.has(key) else reason(told, names, words)


def _inflow(found: dict[str, Any], words: Words, theme: Theme) -> list[Any]:
    """From where rentals came, as far as that may be told."""
    told, title = found["inflow"], title_of(found, words)
    head = html.H3(words("modules.beside_inflow"))
    if told["reason"]:
        said = words(f"modules.inflow_{told['reason']}", k=words.number(told["k"]))
        return [head, html.P(said, className="note")]
    known = [one for one in told["origins"] if one["difference"] is not None][:CHARTED]
    place = told["area"]["name"]
    said = words(
        "modules.inflow_told",
        area=place,
        title=title,
        n=words.number(told["blocks"]),
        others=words.number(told["beside_blocks"]),
        k=words.number(told["k"]),
        coverage=words.percent(told["coverage"]),
    )
    headers = [words(f"modules.col_{name}") for name in ("origin", "yes_blocks", "other_blocks")]
    rows: list[list[Cell]] = [
        [
            one["name"],
            *[
                (
                    words("modules.withheld") if one[side] is None else words.number(one[side], 1),
                    _sort(one[side]),
                )
                for side in ("value", "beside")
            ],
            (words.signed(one["difference"], 1), one["difference"] or 0),
        ]
        for one in told["origins"]
    ]
    figure = beside_chart(
        [one["name"] for one in known],
        [one["value"] for one in known],
        [one["beside"] for one in known],
        words,
        theme,
    )
    graph = dcc.Graph(id="modules-inflow-graph", config=CONFIG, figure=figure)
    chart = html.Div(graph, role="img", **aria(label=words("modules.label_inflow", area=place)))
    return [
        head,
        html.P(said, className="sentence"),
        html.P(words("modules.unit_inflow"), className="note unit") if known else None,
        html.Div(chart, className="chart") if known else None,
        table(
            "modules-inflow",
            words("modules.beside_inflow"),
            [*headers, words("modules.col_difference")],
            rows,
            words,
        ),
    ]
