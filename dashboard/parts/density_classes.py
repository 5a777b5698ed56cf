"""Areas by density as classes of a map of shapes: the same colours and limits everywhere."""

from itertools import pairwise

from dashboard import palette
from dashboard.parts.shapes_map import ShapeClass
from dashboard.words import Words


def density_classes(kind: str, words: Words) -> list[ShapeClass]:
    """From almost nothing to very much, and hatched what is not known."""
    limits = ["0", *[words.number(step) for step in palette.STEPS[kind]]]
    names = [*[f"{a} – {b}" for a, b in pairwise(limits)], f"> {limits[-1]}"]
    colours = zip(names, palette.DENSITY, palette.DENSITY_DARK, strict=True)
    found = [ShapeClass(f"load-{place}", *colour) for place, colour in enumerate(colours)]
    unknown = (palette.UNKNOWN, palette.UNKNOWN_DARK)
    return [*found, ShapeClass("load-unknown", words("common.unknown"), *unknown, hatched=True)]


def density_class(value: float | None, kind: str) -> str:
    """The class of a density in vehicles per km²."""
    if value is None:
        return "load-unknown"
    return f"load-{sum(value >= limit for limit in palette.STEPS[kind])}"
