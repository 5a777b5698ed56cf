"""Does a feed rename vehicles that stand still? (fault F12, rule R8)"""

import numpy as np
import shapely

from ingest.fleet import NEVER, Fleet, Ints
from ingest.snapshot import Snapshot

LEAST_VEHICLES = 20
MOST_KNOWN_IDS = 0.4
LEAST_SAME_PLACES = 0.6
SAME_PLACE_DEGREES = 15 / 111_320
YOUNG_S = 3600


def ids_rotate(fleet: Fleet, snapshot: Snapshot, slots: Ints) -> bool:
    """Whether most ids are new while most places are taken as before.

    Ask only of two polls without a gap between them: over a longer time other vehicles take the
    same popular places. A place is the same within about 15 m, so that GPS jitter does not hide a
    rotation. Fleets of fewer than 20 vehicles give no verdict.
    """
    standing = np.flatnonzero(fleet["taken"] & (fleet["missing_since"] == NEVER))
    if min(len(snapshot), len(standing)) < LEAST_VEHICLES:
        return False
    if (slots >= 0).mean() > MOST_KNOWN_IDS:
        return False
    stood = shapely.points(fleet["lon"][standing], fleet["lat"][standing])
    tree = shapely.STRtree(stood)
    now = shapely.points(snapshot.lon, snapshot.lat)
    matched = tree.query_nearest(
        now, max_distance=SAME_PLACE_DEGREES, all_matches=False, return_distance=False
    )
    return bool(len(np.unique(matched[0])) >= LEAST_SAME_PLACES * len(snapshot))


def ids_never_last(fleet: Fleet, at_s: int) -> bool:
    """Whether hardly an id that stands is older than an hour: it was renamed before, or is new.

    A feed that renames its vehicles once, as a server of MDS 1.2 that becomes 2.0 does, lists most
    of them for hours before; one that rotates ids renames them again and again.
    """
    standing = fleet["taken"] & (fleet["missing_since"] == NEVER)
    young = fleet["first_seen"][standing] > at_s - YOUNG_S
    return bool(young.mean() > 1 - MOST_KNOWN_IDS)
