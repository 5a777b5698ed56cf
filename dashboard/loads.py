"""What a page loads: what all of them do, its own stylesheet, and the map if it has one.

Charts need nothing here: their script comes with the first chart.
"""

from pathlib import Path

from dashboard.page import Page

ASSETS = Path(__file__).parent / "assets"
MAP_SCRIPTS = (
    "land.js",
    "controls.js",
    "vehicles.js",
    "shapes.js",
    "moments.js",
    "player.js",
)
"""In the order in which they need each other."""
DRAW_SCRIPTS = ("map/draw-text.js", "map/draw.js")


def head_of(page: Page) -> str:
    """The tags in the head of a page."""
    tags = [shared_styles()]
    if page.has_map:
        tags.append('<link rel="stylesheet" href="/vendor/maplibre-gl.css">')
        tags.append(_style("map/map.css"))
        tags.append('<script src="/vendor/maplibre-gl.js" defer></script>')
    if page.can_draw:
        tags.append(_style("map/draw.css"))
    if (ASSETS / "pages" / f"{page.name}.css").exists():
        tags.append(_style(f"pages/{page.name}.css"))
    return "\n  ".join(tags)


def scripts_of(page: Page) -> str:
    """The scripts that Dash is to find when it begins: the shared ones first, its own last."""
    names = [file.name for file in sorted(ASSETS.glob("*.js"))]
    if page.has_map:
        names += [f"map/{name}" for name in MAP_SCRIPTS]
    if page.can_draw:
        names += DRAW_SCRIPTS
    names += [f"pages/{file.name}" for file in sorted((ASSETS / "pages").glob(f"{page.name}-*.js"))]
    return "".join(f'<script src="{_address(name)}"></script>' for name in names)


def shared_styles() -> str:
    """The stylesheets that all pages have."""
    return "".join(_style(file.name) for file in sorted(ASSETS.glob("*.css")))


def _style(name: str) -> str:
    return f'<link rel="stylesheet" href="{_address(name)}">'


def _address(name: str) -> str:
    """Where an asset is, with the moment of its last change: a new one is fetched at once."""
    return f"/assets/{name}?m={(ASSETS / name).stat().st_mtime_ns // 1_000_000}"
