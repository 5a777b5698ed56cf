"""The parts of the page before any number is in them: what is compared, the answer, the maps."""

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from dashboard.attributes import aria, data
from dashboard.page import Shown
from dashboard.pages.compare.parts import difference_classes
from dashboard.pages.compare.two import HOWS, Two, around_changes, presets, read_two
from dashboard.parts.choice import Options, one_of_few, one_of_many
from dashboard.parts.density_classes import density_classes
from dashboard.parts.filters import filters
from dashboard.parts.shapes_map import shapes_legend, shapes_map
from dashboard.parts.states import loading
from dashboard.view import View
from dashboard.words import Words

MEASURES = ("parked_density", "vehicles_parked")
KINDS = ("district", "neighbourhood")
FIELDS = {
    "compare-a-from": "date",
    "compare-a-to": "date",
    "compare-b-from": "date",
    "compare-b-to": "date",
    "compare-a-at": "datetime-local",
    "compare-b-at": "datetime-local",
}


def sections(
    shown: Shown, operators: list[dict[str, Any]], zones: list[dict[str, Any]]
) -> list[Any]:
    """All of them, in their order."""
    return [
        _chosen(shown, operators, zones),
        html.Section(
            [
                html.P(id="compare-sentence", className="sentence", role="status"),
                html.Div(id="compare-figures", className="figures three"),
                html.Div(id="compare-notes"),
                html.Div(loading(shown.words), id="compare-parts"),
            ]
        ),
        _where(shown),
    ]


def kind_of(view: View) -> str:
    """The kind of areas that is shown."""
    return view.kind if view.kind in KINDS else "neighbourhood"


def measure_of(view: View) -> str:
    """The number that is compared."""
    measure = view.get("measure")
    return measure if measure in MEASURES else MEASURES[0]


def values(two: Two, words: Words) -> dict[str, str]:
    """What stands in the fields; those of the other way keep what is nearest."""
    if two.days is not None:
        one, other = two.days
        return {
            "compare-a-from": one.first.isoformat(),
            "compare-a-to": one.last.isoformat(),
            "compare-b-from": other.first.isoformat(),
            "compare-b-to": other.last.isoformat(),
            "compare-a-at": f"{one.first.isoformat()}T12:00",
            "compare-b-at": f"{other.first.isoformat()}T12:00",
        }
    at = [words.local(moment) for moment in two.moments or ()]
    days = [f"{moment:%Y-%m-%d}" for moment in at]
    return {
        "compare-a-from": days[0],
        "compare-a-to": days[0],
        "compare-b-from": days[1],
        "compare-b-to": days[1],
        "compare-a-at": f"{at[0]:%Y-%m-%dT%H:%M}",
        "compare-b-at": f"{at[1]:%Y-%m-%dT%H:%M}",
    }


def _chosen(
    shown: Shown, operators: list[dict[str, Any]], zones: list[dict[str, Any]]
) -> html.Section:
    view, words = shown.view, shown.words
    today = words.local(shown.now_s).date()
    two = read_two(view, today, shown.now_s)
    hows: Options = [{"value": how, "label": words(f"compare.how_{how}")} for how in HOWS]
    changes: Options = [
        {"value": one.key, "label": one.name} for one in around_changes(zones, today, words)
    ]
    return html.Section(
        [
            html.H2(words("compare.choose")),
            html.Div(
                [
                    html.Button(
                        one.name,
                        type="button",
                        className="pick-shape preset",
                        **data(map="compare-preset", shape=one.key),
                    )
                    for one in presets(today, shown.now_s, words)
                ],
                className="days presets",
                role="group",
                **aria(label=words("compare.often")),
            ),
            dcc.Store(id="compare-preset-picked"),
            html.Div(
                [
                    one_of_few("compare-how", two.how, hows, words("compare.how")),
                    html.Div(
                        fields(two, words, today.isoformat()),
                        id="compare-fields",
                        className=f"two-fields {two.how}",
                    ),
                    one_of_many(
                        "compare-zone",
                        None,
                        changes,
                        words("compare.zone"),
                        words("compare.zone_choose" if changes else "compare.zone_none"),
                        words,
                    ),
                ],
                className="controls two",
            ),
            html.P(id="compare-trouble", className="note bad", role="status"),
            _whose(view, words, operators),
        ]
    )


def fields(two: Two, words: Words, last: str) -> list[Any]:
    """From and to of both periods, and both moments; only those of one way are shown."""
    shown = values(two, words)
    made = []
    for side in ("a", "b"):
        legend = words(f"compare.side_{side}")
        made.append(
            html.Fieldset(
                [
                    html.Legend(legend, className="choice-label"),
                    *[
                        dmc.TextInput(
                            id=name,
                            value=shown[name],
                            debounce=700,
                            size="sm",
                            className=f"field-{'at' if name.endswith('at') else 'days'}",
                            attributes={
                                "input": {
                                    "type": kind,
                                    "max": last if kind == "date" else f"{last}T23:59",
                                    "aria-label": words(
                                        f"compare.field_{name.rsplit('-', 1)[1]}", side=legend
                                    ),
                                }
                            },
                        )
                        for name, kind in FIELDS.items()
                        if name.startswith(f"compare-{side}-")
                    ],
                ],
                className="period",
            )
        )
    return made


def _whose(view: View, words: Words, operators: list[dict[str, Any]]) -> html.Div:
    measures: Options = [
        {"value": one, "label": words(f"compare.measure_{one}")} for one in MEASURES
    ]
    area = None if view.area is None else str(view.area)
    return html.Div(
        [
            one_of_many(
                "compare-area", area, [], words("density.choose"), words("density.whole"), words
            ),
            filters(view, words, operators),
            one_of_few("compare-measure", measure_of(view), measures, words("compare.measure")),
        ],
        className="controls",
    )


def _where(shown: Shown) -> html.Section:
    view, words = shown.view, shown.words
    kinds: Options = [{"value": one, "label": words(f"kinds.{one}")} for one in KINDS]
    kind = kind_of(view)
    return html.Section(
        [
            html.Div(
                [
                    html.H2(words("compare.where")),
                    one_of_few("compare-kind", kind, kinds, words("map.areas")),
                ],
                className="title",
            ),
            html.P(id="compare-where", className="sentence"),
            _difference(shown, kind),
            html.Div(id="compare-ranking", className="columns-2 even"),
            html.Div(id="compare-table"),
            _both(shown, kind),
        ]
    )


def _difference(shown: Shown, kind: str) -> html.Div:
    """The map of differences, with its classes beside it."""
    words = shown.words
    return html.Div(
        [
            shapes_map("compare", words("compare.map_label"), shown),
            shapes_legend(difference_classes(kind, words), words("compare.difference")),
        ],
        className="of-difference",
    )


def _both(shown: Shown, kind: str) -> html.Div:
    """Both sides as maps, with the classes of density."""
    words = shown.words
    sides = [
        html.Div(
            [
                html.H3(id=f"compare-{side}-name"),
                shapes_map(f"compare-{side}", words("compare.map_side"), shown),
            ]
        )
        for side in ("one", "other")
    ]
    legend = shapes_legend(density_classes(kind, words), words("map.legend_density"))
    return html.Div([html.Div(sides, className="of-both"), legend], className="sides")
