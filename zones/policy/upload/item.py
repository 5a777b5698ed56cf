"""One thing in a file that should become a zone, and the bounds of a file."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from zones.policy.drawn import Drawing
from zones.policy.refusals import BadUpload

MOST_BYTES = 50_000_000
MOST_ITEMS = 2_000
"""A city has some hundreds of hubs, the largest a thousand."""
MOST_FILE_POINTS = 500_000


@dataclass(frozen=True)
class Item:
    """What a file tells of one zone; `shape` makes its drawing, or raises what is wrong with it.

    `layer` is the layer or folder that it is in.
    """

    properties: dict[str, Any]
    shape: Callable[[], Drawing]
    layer: str | None = None


def too_many_items() -> BadUpload:
    """The refusal of a file with too many zones."""
    return BadUpload(
        "items", f"The file has more than {MOST_ITEMS} zones.", "Send it in several files."
    )


def too_many_points() -> BadUpload:
    """The refusal of a file with too many points."""
    return BadUpload(
        "file_points",
        f"The file has more than {MOST_FILE_POINTS} points.",
        "Simplify the borders, or send it in several files.",
    )
