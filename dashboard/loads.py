"""What a page loads beside what all of them do: its stylesheet, and the map's script if it has one.

Dash loads what lies in `assets` itself for every page; folders in there are left to this file.
Charts need nothing here: their script comes with the first chart.
"""

from pathlib import Path

from dashboard.page import Page

ASSETS = Path(__file__).parent / "assets"
FOLDERS = ["^map$", "^pages$"]
"""Folders of assets that Dash is to leave alone."""
MAP_SCRIPTS = ("land.js", "controls.js", "vehicles.js", "shapes.js")
"""In the order in which they need each other."""


def head_of(page: Page) -> str:
    """The tags in the head of a page."""
    tags = []
    if page.has_map:
        tags.append('<link rel="stylesheet" href="/vendor/maplibre-gl.css">')
        tags.append(_style("map/map.css"))
        tags.append('<script src="/vendor/maplibre-gl.js" defer></script>')
    if (ASSETS / "pages" / f"{page.name}.css").exists():
        tags.append(_style(f"pages/{page.name}.css"))
    return "\n  ".join(tags)


def scripts_of(page: Page) -> str:
    """The scripts that Dash is to find when it begins."""
    if not page.has_map:
        return ""
    return "".join(f'<script src="{_address(f"map/{name}")}"></script>' for name in MAP_SCRIPTS)


def shared_styles() -> str:
    """The stylesheets that all pages have, for a page without Dash."""
    return "".join(_style(file.name) for file in sorted(ASSETS.glob("*.css")))


def _style(name: str) -> str:
    return f'<link rel="stylesheet" href="{_address(name)}">'


def _address(name: str) -> str:
    """Where an asset is, with the moment of its last change: a new one is fetched at once."""
    return f"/assets/{name}?m={(ASSETS / name).stat().st_mtime_ns // 1_000_000}"
