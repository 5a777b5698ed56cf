"""A drawing out of a file."""

import json
from pathlib import Path

from stoep.cli.screen import console
from zones.policy.drawn import Drawing, read_drawing
from zones.shapes import BadShapes

MOST_BYTES = 2_000_000


def read_file(path: Path) -> Drawing:
    """The one area of a GeoJSON file; raises BadShapes."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadShapes(f"{path.name} is larger than 2 MB.", "Simplify its border first.")
        drawing = read_drawing(json.loads(path.read_bytes()))
    except FileNotFoundError:
        raise BadShapes(f"There is no file {path}.", "Name a GeoJSON file.") from None
    except (ValueError, RecursionError):
        raise BadShapes(f"{path.name} is no GeoJSON.", "Give one polygon or feature.") from None
    if drawing.repaired:
        console.print("Its border touched itself: repaired.")
    return drawing
