"""The worst places of a day: areas by clutter, and hot spots by how long they lasted."""

import asyncio
from dataclasses import dataclass
from typing import Any

from dash import html

from dashboard.attributes import aria
from dashboard.page import Shown
from dashboard.pages.density.peaks import Peak, peaks
from dashboard.pages.density.whichday import ShownDay, shown_day
from dashboard.pages.density.whose import of_whom
from dashboard.parts.day_picker import quick_buttons
from dashboard.parts.density_classes import density_class, density_classes
from dashboard.parts.picks import area_button
from dashboard.parts.receipt import receipt_link
from dashboard.parts.shapes_map import ShapeClass, feature, shape_button, shapes, shapes_map
from dashboard.parts.states import loading
from dashboard.parts.table import Cell, bar, bars, table
from dashboard.parts.within import area_at
from dashboard.scene import SURE
from dashboard.sentences import reason
from dashboard.teller import Teller
from dashboard.view import View
from dashboard.words import Words

NAME = "density-worst"
RANKED, SPOTS, TABLED, SAID = 8, 8, 30, 3
SPOT = "spot"
SPOT_COLOURS = ("#b3123f", "#ff8fa3")


@dataclass(frozen=True)
class Worst:
    """What the API tells of a day: the clutter of areas, lasting hot spots, shapes of areas."""

    day: ShownDay
    kind: str
    clutter: dict[str, Any]
    spots: dict[str, Any]
    shapes: list[dict[str, Any]]
    names: dict[str, str]
    peaks: dict[int, Peak]
    """The heaviest hour of the areas that are listed."""

    @property
    def ranked(self) -> list[dict[str, Any]]:
        """Areas of which the clutter is known, the worst first."""
        return _ranked(self.clutter)

    @property
    def whole(self) -> bool:
        """Whether enough of the day was seen to call one place worse than another."""
        return bool(self.clutter["coverage"] >= SURE)

    def place_of(self, spot: dict[str, Any], words: Words) -> str:
        """The area in which a hot spot lies."""
        found = area_at(self.shapes, spot["lon"], spot["lat"])
        if found is None:
            return words("worst.outside")
        return words.place(found["properties"]["kind"], found["properties"]["name"])


def section(shown: Shown) -> html.Section:
    """The days by name, and room for the places."""
    words = shown.words
    return html.Section(
        [
            html.Div(
                [html.H2(words("worst.title")), days(shown.view, shown.now_s, words)],
                className="title",
            ),
            html.P(id=f"{NAME}-sentence", className="sentence", role="status"),
            html.Div(
                [
                    html.Div(
                        [
                            html.Div(loading(words), id=f"{NAME}-areas"),
                            html.Div(loading(words), id=f"{NAME}-spots"),
                        ]
                    ),
                    html.Div(
                        [
                            shapes_map(NAME, words("worst.map"), shown),
                            html.Div(id=f"{NAME}-legend"),
                        ]
                    ),
                ],
                className="columns-2 even",
            ),
            html.Div(id=f"{NAME}-tables"),
        ],
        id="worst",
    )


def days(view: View, now_s: int, words: Words) -> html.Div:
    """Buttons of the days that are asked for most; any other is chosen in the time bar."""
    chosen, today = shown_day(view, now_s, words).day, words.local(now_s).date()
    return html.Div(
        quick_buttons("named-day", chosen, today, words),
        id=f"{NAME}-days",
        className="days",
        role="group",
        **aria(label=words("time.day")),
    )


async def look(teller: Teller, view: View) -> Worst:
    """The day of a view; raises NoAnswer."""
    here, words = await teller.city(), teller.words(view)
    day = shown_day(view, teller.now_s(), words)
    kind = "neighbourhood" if view.kind == "h3" else view.kind
    clutter, spots, found, feeds = await asyncio.gather(
        teller.api.ask(
            "indicators/clutter_load/map",
            kind=kind,
            municipality=here["code"],
            **day.period,
            **view.whose,
        ),
        teller.api.ask("hot-spots/lasting", area=here["id"], **day.period, **view.whose),
        teller.api.ask("areas", kind=kind, municipality=here["code"], moment=day.period["from_"]),
        teller.api.ask("feeds", rides="no"),
    )
    names = {feed["key"]: feed["name"] for feed in feeds["feeds"]}
    # Of those that lasted equally long the fullest comes first.
    spots["spots"].sort(key=lambda spot: (-spot["observed_s"], -spot["most"]))
    listed = [one["area"] for one in _ranked(clutter)[:RANKED] if one["value"] > 0]
    heaviest = await peaks(teller.api, view, day, listed)
    return Worst(day, kind, clutter, spots, found["features"], names, heaviest)


def _ranked(clutter: dict[str, Any]) -> list[dict[str, Any]]:
    known = [one for one in clutter["values"] if one["value"] is not None]
    return sorted(known, key=lambda one: (-one["value"], one["name"]))


async def told(teller: Teller, view: View, picked: str | None) -> dict[str, Any]:
    """Everything about the day, by the place it goes to."""
    words, found, here = teller.words(view), await look(teller, view), await teller.city()
    return {
        f"{NAME}-days": days(view, teller.now_s(), words).children,
        f"{NAME}-sentence": await of_whom(sentence(found, words), teller, view),
        f"{NAME}-areas": _areas(found, view.area, words),
        f"{NAME}-spots": _spots(found, words),
        f"{NAME}-legend": _legend(found, words),
        f"{NAME}-tables": _tables(found, words),
        f"{NAME}-shapes": _shapes(found, here, words, picked),
    }


def sentence(found: Worst, words: Words) -> str:
    """The worst areas and the hot spot that lasted longest, in words."""
    day = found.day.name
    ranked = [one for one in found.ranked if one["value"] > 0][:SAID]
    if not ranked:
        known = bool(found.ranked)
        why = next((one["reason"] for one in found.clutter["values"] if one["reason"]), None)
        said = reason(why, found.names, words) if why else words("common.unknown")
        clutter = words("worst.nothing" if known else "worst.unknown", day=day, reason=said)
    else:
        named = [
            words(
                "worst.one", area=words.place(found.kind, one["name"]), n=words.dense(one["value"])
            )
            for one in ranked
        ]
        key = "worst.areas" if found.whole else "worst.areas_part"
        clutter = words(key, day=day, places=words.listed(named))
    told = [clutter[:1].upper() + clutter[1:], _heaviest(found, words), _longest(found, words)]
    return " ".join(one for one in told if one)


def _heaviest(found: Worst, words: Words) -> str:
    """In which of the areas that are listed the heaviest hour was, and when."""
    names = {one["area"]: one["name"] for one in found.ranked}
    if not found.peaks:
        return ""
    area, peak = max(found.peaks.items(), key=lambda one: one[1].density)
    return words(
        "worst.heaviest",
        area=words.place(found.kind, names[area]),
        n=words.dense(peak.density),
        time=words.clock(peak.begins),
    )


def _longest(found: Worst, words: Words) -> str:
    spots = found.spots
    rule = {"least": spots["least"], "radius": words.number(spots["radius_m"])}
    if not spots["spots"]:
        return words("worst.no_spot" if spots["coverage"] else "worst.spots_unknown", **rule)
    top = spots["spots"][0]
    return words(
        "worst.spot",
        area=found.place_of(top, words),
        span=words.span(top["observed_s"]),
        most=words.number(top["most"]),
        **rule,
    )


def _areas(found: Worst, chosen: int | None, words: Words) -> list[Any]:
    ranked = found.ranked[:RANKED]
    top = ranked[0]["value"] if ranked else 0.0
    rows: list[list[Cell]] = [
        [
            words.number(place),
            area_button(value, words.place(found.kind, value["name"]), chosen),
            bar(value["value"], top, words.dense(value["value"]), partial=not found.whole),
            _peak(found.peaks.get(value["area"]), words),
        ]
        for place, value in enumerate(ranked, start=1)
    ]
    headers = [
        words("worst.col_place"),
        *_heads(("area", "density"), words),
        words("worst.col_peak"),
    ]
    title = words("worst.ranked")
    return [
        html.H3(title),
        bars("worst-areas", title, headers, rows, words) if rows else html.P(words("worst.none")),
        receipt_link(found.clutter["receipt"], "clutter_load", words, words("worst.receipt_areas")),
    ]


def _peak(peak: Peak | None, words: Words) -> Cell:
    """The heaviest hour of an area, to sort by how heavy it was."""
    return (words("common.unknown"), -1) if peak is None else (peak.told(words), peak.density)


def _spots(found: Worst, words: Words) -> list[Any]:
    title, spots = words("worst.spots"), found.spots["spots"][:SPOTS]
    top = max((spot["observed_s"] for spot in spots), default=0)
    rows: list[list[Cell]] = [
        [
            words.number(place),
            shape_button(NAME, _spot_id(place), found.place_of(spot, words)),
            bar(spot["observed_s"], top, words.span(spot["observed_s"])),
            (words.number(spot["most"]), spot["most"]),
        ]
        for place, spot in enumerate(spots, start=1)
    ]
    headers = [words(f"worst.col_{column}") for column in ("place", "area", "lasted", "most")]
    rule = {
        "least": found.spots["least"],
        "radius": words.number(found.spots["radius_m"]),
    }
    return [
        html.H3(title),
        bars("worst-spots", title, headers, rows, words)
        if rows
        else html.P(words("worst.no_spot", **rule)),
        html.P(words("worst.rule", **rule), className="note"),
        receipt_link(found.spots["receipt"], "hot_spots", words, words("worst.receipt_spots")),
    ]


def _tables(found: Worst, words: Words) -> list[Any]:
    """Every area and every hot spot, with what is known of each."""
    areas = [
        [
            words.place(found.kind, one["name"]),
            (words.dense(one["value"]), -1 if one["value"] is None else one["value"]),
            (words.number(one["vehicles"], 1), -1 if one["vehicles"] is None else one["vehicles"]),
            (words.percent(one["coverage"]), one["coverage"]),
            reason(one["reason"], found.names, words) if one["reason"] else "",
        ]
        for one in sorted(
            found.clutter["values"], key=lambda one: -1 if one["value"] is None else -one["value"]
        )
    ]
    columns = ("area", "density", "vehicles", "coverage", "reason")
    spots = [
        [
            f"{place}. {found.place_of(spot, words)}",
            (words.span(spot["observed_s"]), spot["observed_s"]),
            (words.span(spot["longest_s"]), spot["longest_s"]),
            (words.number(spot["most"]), spot["most"]),
            words.stretch(spot["first"], spot["last"]),
        ]
        for place, spot in enumerate(found.spots["spots"][:TABLED], start=1)
    ]
    lasted = ("area", "lasted", "stretch", "most", "when")
    day = found.day.name
    return [
        table(
            "worst-every-area",
            words("worst.table_areas", day=day),
            _heads(columns, words),
            areas,
            words,
        ),
        table(
            "worst-every-spot",
            words("worst.table_spots", day=day, coverage=words.percent(found.spots["coverage"])),
            [words(f"worst.col_{column}") for column in lasted],
            spots,
            words,
        ),
    ]


def _heads(columns: tuple[str, ...], words: Words) -> list[str]:
    return [words(f"density.col_{column}") for column in columns]


def classes(kind: str, words: Words) -> list[ShapeClass]:
    """Densities, and hot spots: their place in the list gives them the mark of a diamond."""
    found = density_classes(kind, words)
    found.insert(4, ShapeClass(SPOT, words("worst.legend_spot"), *SPOT_COLOURS))
    return found


def _shapes(found: Worst, here: dict[str, Any], words: Words, picked: str | None) -> dict[str, Any]:
    values = {one["area"]: one["value"] for one in found.clutter["values"]}
    features = [
        feature(
            one["geometry"],
            one["id"],
            density_class(values.get(one["id"]), found.kind),
            words.place(found.kind, one["properties"]["name"]),
        )
        for one in found.shapes
    ]
    features += [
        feature({"type": "Point", "coordinates": [spot["lon"], spot["lat"]]}, _spot_id(place), SPOT)
        for place, spot in reversed([*enumerate(found.spots["spots"][:SPOTS], start=1)])
    ]
    return shapes(NAME, features, classes(found.kind, words), here["bbox"], words, picked)


def _legend(found: Worst, words: Words) -> html.Div:
    """Areas as swatches, hot spots as they are marked."""
    every = classes(found.kind, words)
    items = []
    for one in [*(c for c in every if c.key != SPOT), *(c for c in every if c.key == SPOT)]:
        look = "mark-diamond" if one.key == SPOT else "swatch"
        sign = html.Span(
            className=f"key-sign {look}{' hatched' if one.hatched else ''}",
            style={"--sign": one.light, "--sign-dark": one.dark},
            **aria(hidden="true"),
        )
        items.append(html.Li([sign, one.label]))
    return html.Div(
        [html.H3(words("worst.legend")), html.Ul(items, className="columns")], className="legend"
    )


def _spot_id(place: int) -> str:
    return f"spot-{place}"
