"""How the phase of a zone looks: a colour, a mark of its own, and always a word."""

from typing import Any

from dash import html

from dashboard.attributes import HIDDEN
from dashboard.parts.shapes_map import MARKS, ShapeClass
from dashboard.words import Words

COLOURS = {
    "concept": ("#5f6b7a", "#a9b7c6"),
    "committed": ("#a85a00", "#f0b65c"),
    "published": ("#6d28d9", "#b79df5"),
    "active": ("#0b5c85", "#8fd0f0"),
    "retiring": ("#96195f", "#f59aa8"),
    "archived": ("#6b7d8e", "#76889a"),
}
"""Light and dark of each phase, in the order of the marks on the map."""
PHASES = tuple(COLOURS)
HATCHED = ("concept", "retiring", "archived")


def classes(words: Words) -> list[ShapeClass]:
    """The phases as the map and its legend take them; what is not to last is hatched too."""
    return [
        ShapeClass(phase, words(f"phase.{phase}"), light, dark, hatched=phase in HATCHED)
        for phase, (light, dark) in COLOURS.items()
    ]


def phase_told(phase: str, words: Words) -> html.Span:
    """A phase in words, with its mark."""
    light, dark = COLOURS[phase]
    sign = html.Span(
        className=f"key-sign mark-{MARKS[PHASES.index(phase)]}",
        style={"--sign": light, "--sign-dark": dark},
        **HIDDEN,
    )
    return html.Span([sign, words(f"phase.{phase}")], className="key")


def places(zone: dict[str, Any], words: Words) -> str:
    """Places of a hub; other zones have none."""
    if zone["kind"] != "hub":
        return "–"
    by_form = {form: n for form, n in (zone["capacity"] or {}).items() if form != "combined"}
    if not by_form:
        return words.number(zone["places"])
    parts = [f"{words(f'form.{form}')} {words.number(n)}" for form, n in sorted(by_form.items())]
    return ", ".join(parts)


def date_only(moment: str | None, words: Words) -> str:
    """The day of a date by the city's clock."""
    return "–" if moment is None else words.day(f"{words.local(moment):%Y-%m-%d}")


def day(moment: str | None, words: Words) -> str:
    """A date of a zone by the city's clock; the time too where it is not midnight."""
    if moment is None:
        return "–"
    at = words.local(moment)
    told = words.day(f"{at:%Y-%m-%d}")
    return told if at.hour == at.minute == 0 else f"{told} {at:%H:%M}"
