"""The key figures: how many stand and whose, where most, how many long, who can be trusted."""

from typing import Any

from dash import html

from dashboard import palette
from dashboard.attributes import HIDDEN
from dashboard.scene import LONG, Scene
from dashboard.words import Words


def figures(scene: Scene, words: Words, worst: str) -> list[html.Div]:
    """The four figures of a moment; `worst` is the address of the worst places of its day."""
    return [
        _parked(scene, words),
        _busiest(scene, words, worst),
        _long(scene, words),
        _fresh(scene, words),
    ]


def _figure(label: str, value: str, *rest: Any, name: str = "") -> html.Div:
    return html.Div(
        [html.P(label, className="label"), html.P(value, className="value"), *rest],
        className=f"figure {name}",
    )


def _parked(scene: Scene, words: Words) -> html.Div:
    """The total, and each operator's part with the shape and colour it has in the chart."""
    parts: dict[str, list[int | None]] = {}
    for part in _expected(scene):
        parts.setdefault(part["operator"], []).append(part["count"])
    rows = [
        html.Li(
            [
                operator_sign(scene.order.index(key)),
                html.Span(scene.names[key], className="who"),
                html.Span(_sum(parts[key], words), className="many"),
            ]
        )
        for key in scene.order
        if key in parts
    ]
    label = words("figure.parked" if scene.now else "figure.parked_past")
    total = words.number(scene.vehicles["count"])
    return _figure(label, total, html.Ul(rows, className="operators"), name="parked")


def _sum(counts: list[int | None], words: Words) -> str:
    known = [count for count in counts if count is not None]
    return words.number(sum(known) if len(known) == len(counts) else None)


def operator_sign(place: int) -> html.Span:
    """An operator's shape in its colour."""
    return html.Span(
        className=f"sign sign-{palette.symbol(place)}",
        style={
            "--sign": palette.operator_colour(place),
            "--sign-dark": palette.operator_colour(place, dark=True),
        },
        **HIDDEN,
    )


def _busiest(scene: Scene, words: Words, worst: str) -> html.Div:
    ranked = scene.busiest
    label = words("figure.busiest" if scene.now else "figure.busiest_past")
    day = html.P(html.A(words("figure.worst"), href=worst))
    if not ranked:
        return _figure(label, words("common.unknown"), day)
    top = ranked[0]
    more = [f"{value['name']} {words.dense(value['value'])}" for value in ranked[1:3]]
    return _figure(
        label,
        f"{words.dense(top['value'])} / km²",
        html.P(top["name"], className="strong"),
        html.P(words("figure.then", names=words.listed(more)), className="note") if more else None,
        day,
    )


def _long(scene: Scene, words: Words) -> html.Div:
    classes, possible = scene.classes, scene.possible
    label = words("figure.long")
    if classes is None or possible is None:
        return _figure(label, words("common.unknown"))
    certain = sum(classes.get(key, 0) for key in LONG)
    most = sum(possible.get(key, 0) for key in LONG)
    unknown = classes.get("unknown", 0)
    notes = [words("figure.long_note", possible=words.number(most))] if most else []
    if unknown:
        notes.append(words("figure.long_unknown", n=words.number(unknown)))
    if missing := _missing(scene):
        notes.append(words("figure.without", names=words.listed(missing)))
    return _figure(
        label, words.number(certain), *[html.P(note, className="note") for note in notes]
    )


def _fresh(scene: Scene, words: Words) -> html.Div:
    """How many feeds are in the numbers: now the live ones, then those that were seen."""
    missing, total = _missing(scene), len(_expected(scene))
    value = words("figure.of", n=total - len(missing), total=total)
    note = words("figure.without", names=words.listed(missing)) if missing else words("figure.all")
    label = words("figure.feeds" if scene.now else "figure.feeds_past")
    return _figure(label, value, html.P(note, className="note"))


def _expected(scene: Scene) -> list[dict[str, Any]]:
    """The feeds that should be in a total."""
    return [p for p in scene.vehicles["feeds"] if p["status"] not in ("never", "disabled")]


def _missing(scene: Scene) -> list[str]:
    """The names of those that are not."""
    return [part["name"] for part in _expected(scene) if not part["counts"]]
