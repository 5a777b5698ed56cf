"""The collections: areas of each kind, and the zones of policy that operators may know of."""

from dataclasses import dataclass
from typing import Any

from stoep.vocabulary import POLICY, AreaKind

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
JSON, GEOJSON = "application/json", "application/geo+json"
ABOUT = {
    AreaKind.municipality: "Municipalities: each version of a border, with the days it was valid.",
    AreaKind.district: "Districts (CBS wijk), each version of a border.",
    AreaKind.neighbourhood: "Neighbourhoods (CBS buurt), each version of a border.",
    AreaKind.h3: "Cells of the H3 grid.",
}


@dataclass(frozen=True)
class Collection:
    """A collection: its id, what it is called and is about, and the query that reads it."""

    id: str
    title: str
    about: str
    kinds: tuple[str, ...]
    query: str
    """A name in `api/sql`."""


def _areas(kind: AreaKind) -> Collection:
    title = f"Areas: {kind.replace('_', ' ')}"
    return Collection(str(kind), title, ABOUT[kind], (kind,), "ogc_areas")


COLLECTIONS = {
    one.id: one
    for one in (
        *map(_areas, ABOUT),
        Collection(
            "zone",
            "Zones of policy",
            "Hubs and no-parking zones that operators know of, or knew of: each version with the "
            "time that it holds. Monitoring zones and what is not yet published are not here.",
            tuple(kind for kind in POLICY if kind is not AreaKind.monitoring),
            "ogc_zones",
        ),
    )
}


def describe(one: Collection, base: str, extent: dict[str, Any] | None) -> dict[str, Any]:
    """A collection as `/collections` tells it."""
    here = f"{base}/collections/{one.id}"
    told: dict[str, Any] = {
        "id": one.id,
        "title": one.title,
        "description": one.about,
        "itemType": "feature",
        "crs": [CRS84],
        "storageCrs": CRS84,
        "links": [
            link(here, "self", JSON, one.title),
            link(f"{here}/items", "items", GEOJSON, f"{one.title}: features"),
        ],
    }
    return told | ({"extent": extent} if extent else {})


def link(href: str, rel: str, media_type: str, title: str) -> dict[str, str]:
    """A link as OGC writes it."""
    return {"href": href, "rel": rel, "type": media_type, "title": title}
