"""How the state of a hub looks: a colour, a mark of its own, and always a word."""

from typing import Any

from dash import html

from dashboard.attributes import HIDDEN
from dashboard.parts.shapes_map import MARKS, ShapeClass
from dashboard.sentences import reason
from dashboard.words import Words

COLOURS = {
    "unknown": ("#5f6b7a", "#a9b7c6"),
    "open": ("#0b5c85", "#8fd0f0"),
    "nearly_full": ("#a85a00", "#f0b65c"),
    "full": ("#96195f", "#f59aa8"),
}
"""Light and dark of each state, in the order of the marks on the map."""
STATES = tuple(COLOURS)


def state_of(part: dict[str, Any]) -> str:
    """The state of a hub, or of one form factor in it; without one it is unknown."""
    return part["state"] or "unknown"


def classes(words: Words) -> list[ShapeClass]:
    """The states as the map and its legend take them; what is full is hatched too."""
    return [
        ShapeClass(state, words(f"hubstate.{state}"), light, dark, hatched=state == "full")
        for state, (light, dark) in COLOURS.items()
    ]


def told(state: str, words: Words, *, stale: bool = False) -> html.Span:
    """A state in a word, with its mark; the last known one is called so."""
    light, dark = COLOURS[state]
    name = words(f"hubstate.{state}")
    known = stale and state != "unknown"
    sign = html.Span(
        className=f"key-sign mark-{MARKS[STATES.index(state)]}",
        style={"--sign": light, "--sign-dark": dark},
        **HIDDEN,
    )
    return html.Span(
        [sign, words("hubs.last_known", state=name) if known else name], className="key"
    )


def share(value: float | None, words: Words) -> str:
    """A share as a percentage, above 100 % as it is; only a whole is called 100 %."""
    if value is None:
        return words("common.unknown")
    shown = min(round(value * 100), 99) if value < 1 else round(value * 100)
    return f"{words.number(shown)} %"


def why(told: str | None, names: dict[str, str], words: Words) -> str:
    """Why there is no number, in words; nothing where there is one."""
    if told in ("no_capacity", "no_places"):
        return words(f"hubs.{told}")
    return reason(told, names, words) if told else ""
