"""A map tile of the vehicles in a scene: every one is in it, unless signs are asked to be apart."""

from typing import Any

import numpy as np
import numpy.typing as npt

from api.choice import Kinds, Mask
from api.mvt import BUFFER, EXTENT, Property, layer
from api.scenes import Floats, Scene
from stoep.vocabulary import FormFactor
from zones.standing import STATES, UNKNOWN_CLASS, Standing, Status

LAYER = "vehicles"
FORMS = tuple(FormFactor)
SIDE_PX = 512
"""A tile is drawn so wide."""
CROWD = 2_000
"""Signs are kept apart where a tile has more vehicles than this: a sign a few metres away counts
for little there, and a browser draws no 100,000 of them."""


def draw(
    scene: Scene, kinds: Kinds, z: int, x: int, y: int, mask: Mask | None, apart_px: int = 0
) -> bytes:
    """The tile's bytes; empty when nothing stands in it. A mask keeps only some vehicles.

    In a crowd of more than CROWD, of those within the same square of `apart_px` pixels of the map
    one is kept: who has stood longest, or whose feed is late only where nobody else is there.
    """
    across, down = tile_units(scene.world, z, x, y)
    inside = (across >= -BUFFER) & (across < EXTENT + BUFFER)
    inside &= (down >= -BUFFER) & (down < EXTENT + BUFFER)
    if mask is not None:
        inside &= mask
    standing = scene.standing
    if not inside.all():
        standing, across, down = standing.where(inside), across[inside], down[inside]
    if apart_px and len(standing.id) > CROWD:
        top = _on_top(standing, across, down, apart_px)
        standing, across, down = standing.where(top), across[top], down[top]
    return layer(LAYER, standing.id, across, down, _properties(standing, kinds))


def tile_units(
    world: tuple[Floats, Floats], z: int, x: int, y: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Places in units of one tile; across the antimeridian the world goes on."""
    tiles = 2**z
    across = world[0] * tiles - x
    across -= tiles * np.rint((across - 0.5) / tiles)
    down = world[1] * tiles - y
    return _units(across), _units(down)


def _on_top(
    standing: Standing, across: npt.NDArray[np.int64], down: npt.NDArray[np.int64], apart_px: int
) -> npt.NDArray[np.bool_]:
    """Who is drawn over all others of its square, in the order in which a map draws them."""
    wide = apart_px * EXTENT // SIDE_PX
    squares = (EXTENT + 2 * BUFFER) // wide + 1
    square = (down + BUFFER) // wide * squares + (across + BUFFER) // wide
    rank = np.where(standing.duration_class == UNKNOWN_CLASS, 0, standing.duration_class + 1)
    rank[standing.by_feed(_late(standing), np.bool_)] = 0
    top = np.full(squares * squares, -1)
    for one in range(UNKNOWN_CLASS + 1):
        those = np.flatnonzero(rank == one)
        top[square[those]] = those
    kept = np.zeros(len(square), np.bool_)
    kept[top[top >= 0]] = True
    return kept


def _late(standing: Standing) -> list[bool]:
    return [feed.status is Status.late for feed in standing.feeds]


def _units(places: Floats) -> npt.NDArray[np.int64]:
    return np.floor(places * EXTENT).astype(np.int64)


def _properties(standing: Standing, kinds: Kinds) -> dict[str, Property]:
    operators = sorted({feed.operator for feed in standing.feeds})
    of_feed: list[Any] = [operators.index(feed.operator) for feed in standing.feeds]
    form_of = np.zeros(max(kinds.form_factor, default=0) + 1, np.int64)
    for number, form in kinds.form_factor.items():
        form_of[number] = FORMS.index(FormFactor(form))
    return {
        "operator": Property(operators, standing.by_feed(of_feed, np.int64)),
        "form_factor": Property(FORMS, form_of[standing.vehicle_type_id]),
        "state": Property(STATES, standing.state),
        "class": Property(range(UNKNOWN_CLASS + 1), standing.duration_class.astype(np.int64)),
        "late": Property((False, True), standing.by_feed(_late(standing), np.int64)),
    }
