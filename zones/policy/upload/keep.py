"""A file of zones becomes concepts: what is good is kept, what is not is named."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import shapely
from psycopg import Connection

from stoep.errors import StoepError
from stoep.vocabulary import AreaKind
from zones.policy import life
from zones.policy.draft import DATES, check_dates
from zones.policy.drawn import Drawing
from zones.policy.life import Draft
from zones.policy.refusals import BadUpload
from zones.policy.upload.geojson import read_geojson
from zones.policy.upload.geopackage import MAGIC, read_geopackage
from zones.policy.upload.item import MOST_BYTES, Item
from zones.policy.upload.kml import read_kml
from zones.policy.upload.told import capacity_of, forms_of, kind_of, name_of

BOM = b"\xef\xbb\xbf"
SAME = """
select min(id) from zone
where municipality = %(municipality)s and kind = %(kind)s and name = %(name)s
  and retire_on is null
  and st_orderingequals(geom, st_setsrid(st_geomfromwkb(%(geom)s), 4326))
"""


@dataclass(frozen=True)
class Result:
    """What became of one item: a new concept, one that was there already, or a refusal.

    `number` counts from 1 on in the file.
    """

    number: int
    name: str
    layer: str | None
    zone: int | None = None
    fresh: bool = False
    repaired: bool = False
    refusal: StoepError | None = None


def read_upload(content: bytes) -> list[Item]:
    """The items of a GeoJSON, GeoPackage or KML file, by what it holds; raises BadUpload."""
    if len(content) > MOST_BYTES:
        raise BadUpload(
            "bytes", f"The file is larger than {MOST_BYTES // 1_000_000} MB.", "Send a smaller one."
        )
    if content.startswith(MAGIC):
        return read_geopackage(content)
    text = content.removeprefix(BOM)
    match text[:1024].lstrip()[:1]:
        case b"{":
            return read_geojson(text)
        case b"<":
            return read_kml(text)
        case _:
            raise BadUpload(
                "format", "The file is no GeoJSON, GeoPackage or KML.", "Save it as one of these."
            )


def keep_upload(
    connection: Connection[Any],
    content: bytes,
    municipality: str,
    kind: AreaKind | None,
    by: str,
    now: datetime,
) -> list[Result]:
    """A result for each item, in their order. The same zone sent again is kept once."""
    items = read_upload(content)
    with connection.transaction():
        return [
            _keep(connection, item, place, municipality, kind, by, now)
            for place, item in enumerate(items, 1)
        ]


def _keep(
    connection: Connection[Any],
    item: Item,
    number: int,
    municipality: str,
    usual: AreaKind | None,
    by: str,
    now: datetime,
) -> Result:
    name = name_of(item.properties, number)
    try:
        kind = kind_of(item.properties, item.layer, usual)
        drawing, draft = _draft(item, name, kind)
        known = _known(connection, drawing, name, kind, municipality)
        zone = known or life.draw(connection, kind, municipality, draft, by, now)
    except StoepError as refusal:
        return Result(number, name, item.layer, refusal=refusal)
    return Result(number, name, item.layer, zone, known is None, drawing.repaired)


def _draft(item: Item, name: str, kind: AreaKind) -> tuple[Drawing, Draft]:
    drawing = item.shape()
    check_dates(_dated(item.properties))
    capacity, forms = capacity_of(item.properties, kind), forms_of(item.properties)
    return drawing, Draft(name, drawing.geom, capacity, forms)


def _dated(properties: dict[str, Any]) -> dict[str, Any]:
    """Its dates as moments; what is no date says nothing: a concept has none yet."""
    found: dict[str, Any] = {}
    for name in DATES:
        try:
            at = datetime.fromisoformat(properties.get(name) or "")
        except (TypeError, ValueError):
            continue
        found[name] = (at if at.tzinfo else at.replace(tzinfo=UTC)).isoformat()
    return found


def _known(
    connection: Connection[Any], drawing: Drawing, name: str, kind: AreaKind, municipality: str
) -> int | None:
    values = {
        "municipality": municipality,
        "kind": kind,
        "name": name,
        "geom": shapely.to_wkb(drawing.geom),
    }
    row = connection.execute(SAME, values).fetchone()
    return None if row is None else row[0]
