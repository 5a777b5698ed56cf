"""The illustrative city: areas and zones as GeoJSON, drawn by hand."""

from pathlib import Path

from demo.city.draw import CITY, SOURCE
from stoep.vocabulary import AreaKind

FOLDER = Path(__file__).parent
BASEMAP = FOLDER / "basemap.geojson"

__all__ = ["BASEMAP", "CITY", "FOLDER", "SOURCE", "layers"]


def layers() -> list[tuple[AreaKind, Path]]:
    """Each kind of area with its file; properties: code, name, municipality, capacity (hubs)."""
    names = {
        AreaKind.municipality: "municipality",
        AreaKind.district: "districts",
        AreaKind.neighbourhood: "neighbourhoods",
        AreaKind.hub: "hubs",
        AreaKind.no_parking: "no_parking",
        AreaKind.monitoring: "monitoring",
    }
    return [(kind, FOLDER / f"{name}.geojson") for kind, name in names.items()]
