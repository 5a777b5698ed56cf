"""Colours: one place, checked by a test for contrast and for eyes that see fewer of them."""

DURATION = ("#f4c20d", "#f08a24", "#d9482b", "#a01a58", "#4a1259")
"""Duration classes, ordinal from light and warm to dark; each has a shape of its own as well."""
DURATION_UNKNOWN = "#5f6b7a"
DENSITY = ("#e9f2f6", "#c3dde8", "#93c3d6", "#5ea3bf", "#2f7fa1", "#125a7c")
"""Parked density, sequential from almost nothing to very much."""
UNKNOWN = "#c9ced6"
"""Areas of which nothing is known."""
OPERATORS = ("#0b6e99", "#c2410c", "#6d28d9", "#15803d", "#a16207", "#be185d", "#334155", "#0e7490")
"""Lines of operators in the order of their keys; each line has a dash of its own as well."""
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
INK, INK_DARK = "#14202e", "#e8eef5"
MUTED, MUTED_DARK = "#4d5b6b", "#a9b7c6"
GRID, GRID_DARK = "#dfe5ec", "#33414f"
GAP, GAP_DARK = "rgba(90,104,120,0.14)", "rgba(160,176,194,0.18)"

SHAPES = ("circle", "circle", "triangle-up", "square", "diamond")


def density_steps(values: list[float]) -> list[float]:
    """Round limits between the six density colours, fitted to the values at hand.

    They grow by about the same factor, so that quiet areas can be told apart too.
    """
    top = max(values, default=0.0)
    scales = (
        (1, 2, 5, 10, 20),
        (2, 5, 10, 20, 50),
        (5, 10, 25, 50, 100),
        (10, 25, 50, 100, 200),
        (20, 50, 100, 200, 400),
        (50, 100, 250, 500, 1000),
        (100, 250, 500, 1000, 2500),
    )
    return [float(limit) for limit in next((s for s in scales if s[-1] * 1.6 >= top), scales[-1])]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, as WCAG 2 defines it: 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
