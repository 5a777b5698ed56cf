"""Colours and shapes: one place, checked by a test for contrast and for eyes that see fewer."""

DURATION = ("#ffd24a", "#f28a1e", "#d43d2a", "#96195f", "#3c0f52")
"""Duration classes, ordinal from light and warm to dark; each has a shape of its own as well."""
DURATION_UNKNOWN = "#5f6b7a"
LATE = "#8b95a1"
"""Vehicles of a feed whose evidence is more than five minutes old."""
DENSITY = ("#edf4f7", "#c9dfe9", "#97c2d6", "#5f9fbd", "#2c7799", "#0c4a68")
"""Parked density, sequential from almost nothing to very much."""
DENSITY_DARK = ("#1b2a35", "#1d4256", "#1f5d7a", "#2f7fa1", "#63abca", "#b3e0f2")
"""The same on a dark ground: more is lighter."""
UNKNOWN, UNKNOWN_DARK = "#d9dde2", "#2b343d"
"""Areas of which nothing is known."""
OPERATORS = ("#0b6e99", "#c2410c", "#334155", "#15803d", "#6d28d9", "#be185d", "#a16207", "#0e7490")
OPERATORS_DARK = (
    "#6cc0e5", "#f79a6b", "#b8c4d2", "#6fcf97", "#b79df5", "#f492bd", "#e3c05c", "#67d3e3",
)  # fmt: skip
"""Operators in the order of their keys; each has a dash and a shape of its own as well.

In this order neighbours look different to all eyes, and so do the first five.
"""
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
SYMBOLS = ("circle", "square", "diamond", "triangle-up", "x", "star")
COMPLIES, BREAKS, UNSURE = ("#0b5c85", "#6cc0e5"), ("#9b1c31", "#f59aa8"), ("#6b5300", "#e3c05c")
"""Verdicts on a light and a dark ground; each has a sign and a word as well."""
COMES, GOES = ("#0b5c85", "#6cc0e5"), ("#b04a00", "#f0a860")
"""Arrivals and departures on a light and a dark ground; above and below zero as well."""
BALANCE = ("#9a4100", "#e3a566", "#eceef1", "#86b6d2", "#0b4f7a")
"""What comes less what goes, diverging from emptying to filling up; a sign is always beside it."""
BALANCE_DARK = ("#f2a45a", "#8a5520", "#27323d", "#2b6a90", "#8fd0f0")
TOTAL, TOTAL_DARK = "#0b5c85", "#6cc0e5"
INK, INK_DARK = "#14202e", "#e8eef5"
MUTED, MUTED_DARK = "#4d5b6b", "#a9b7c6"
GRID, GRID_DARK = "#dfe5ec", "#33414f"
CARD, CARD_DARK = "#ffffff", "#18232e"
STEPS = {
    "district": (5.0, 10.0, 20.0, 40.0, 80.0),
    "neighbourhood": (5.0, 15.0, 40.0, 100.0, 250.0),
    "h3": (10.0, 50.0, 100.0, 250.0, 500.0),
}
"""Limits between the density colours, in vehicles per km².

They are fixed for each kind of area, so that two moments, or two cities, can be compared by eye.
"""


def operator_colour(place: int, *, dark: bool = False) -> str:
    """The colour of the operator at a place in the order of keys."""
    colours = OPERATORS_DARK if dark else OPERATORS
    return colours[place % len(colours)]


def symbol(place: int) -> str:
    """The shape of the operator at a place."""
    return SYMBOLS[place % len(SYMBOLS)]


def dash(place: int) -> str:
    """The line of the operator at a place."""
    return DASHES[place % len(DASHES)]


def faded(colour: str, share: float) -> str:
    """A colour that lets the ground through."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share})"


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, as WCAG 2 defines it: 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
