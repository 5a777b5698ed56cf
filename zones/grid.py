"""A grid of H3 hexagons over a municipality: areas of equal size that no border decides."""

from datetime import datetime
from typing import Any

import h3
import shapely
from psycopg import Connection

from stoep.errors import StoepError
from stoep.vocabulary import AreaKind
from zones.areas import ImportReport, add_areas
from zones.shapes import Shape, area_m2

MUNICIPALITY = """
select st_asbinary(geom) from area
where kind = 'municipality' and code = %s order by valid_from desc limit 1
"""


class UnknownMunicipality(StoepError):
    """No municipality has that code."""

    code = "unknown_municipality"


def import_grid(
    connection: Connection[Any], municipality: str, resolution: int, *, valid_from: datetime
) -> ImportReport:
    """Hexagons of an H3 resolution (9: about 0.1 km²) that touch the municipality, as areas."""
    row = connection.execute(MUNICIPALITY, [municipality]).fetchone()
    if row is None:
        raise UnknownMunicipality(
            f"There is no municipality {municipality!r}.", "Import its border first."
        )
    border = shapely.from_wkb(row[0])
    cells = h3.h3shape_to_cells_experimental(
        h3.geo_to_h3shape(border), resolution, contain="overlap"
    )
    return add_areas(
        connection,
        [_shape(cell, municipality) for cell in sorted(cells)],
        AreaKind.h3,
        valid_from=valid_from,
        source=f"H3 resolution {resolution}",
        municipality="municipality",
    )


def _shape(cell: str, municipality: str) -> Shape:
    ring = [(lon, lat) for lat, lon in h3.cell_to_boundary(cell)]
    geom = shapely.MultiPolygon([shapely.Polygon(ring)])
    return Shape(cell, cell, {"municipality": municipality}, geom, area_m2(geom), repaired=False)
