"""The illustrative city as data: areas and zones, the land below them, and how people use it.

Everything here was drawn and written by hand for the demo. No border, street or number is measured.
"""

from pathlib import Path

from stoep.vocabulary import AreaKind

FOLDER = Path(__file__).parent
SOURCE = "zelf getekend voor de Stoep-demo"
MUNICIPALITY = "GM0518"
BASEMAP = FOLDER / "basemap.geojson"
"""Sea, beach, dunes, parks, water, streets, roads, tram and rail lines: property `layer`."""

FILES = {
    AreaKind.municipality: "municipality",
    AreaKind.district: "districts",
    AreaKind.neighbourhood: "neighbourhoods",
    AreaKind.hub: "hubs",
    AreaKind.no_parking: "no_parking",
    AreaKind.monitoring: "monitoring",
}


def layers() -> list[tuple[AreaKind, Path]]:
    """Each kind of area with its file; properties: code, name, municipality, capacity (hubs)."""
    return [(kind, FOLDER / f"{name}.geojson") for kind, name in FILES.items()]
