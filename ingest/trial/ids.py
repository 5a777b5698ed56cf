"""Ids: do they change while vehicles stand, and does anything else give a vehicle away?"""

from collections import Counter

from ingest.rotation import LEAST_SAME_PLACES, LEAST_VEHICLES, MOST_KNOWN_IDS
from ingest.trial.case import Case, Look, error
from ingest.trial.report import Finding
from ingest.trial.rows import Vehicle

PLACE_DECIMALS = 4
"""Degrees to about ten metres: within this a vehicle that stands is told at one place."""


def rotation(case: Case) -> Finding | None:
    """Ids that change while vehicles stand: no durations, no trips can be told."""
    rotating = sum(_rotates(one, other) for one, other in case.pairs)
    sentence = "The ids change from poll to poll while the vehicles stand still."
    return error("rotation", rotating, sentence, ())


def persistent_link(case: Case) -> Finding | None:
    """Ids rotate, but the links to rent give the vehicle away."""
    found: set[str] = set()
    for one, other in case.pairs:
        ids = {link: v.id for v in one.told.vehicles for link in v.links}
        found |= {
            link
            for v in other.told.vehicles
            for link in v.links
            if link in ids and ids[link] != v.id
        }
    # A link that is the same for all vehicles tells nothing of any.
    shared = Counter(link for v in case.vehicles for link in v.links)
    found = {link for link in found if shared[link] <= 1}
    sentence = f"{len(found)} links to rent stay the same while the id changes: they give it away."
    return error("persistent_link", len(found), sentence, ())


def _rotates(one: Look, other: Look) -> bool:
    """Most ids new, most places as before; of fewer than 20 vehicles nothing can be told."""
    before, now = ([v for v in k.told.vehicles if v.placed] for k in (one, other))
    if min(len(before), len(now)) < LEAST_VEHICLES:
        return False
    ids = {v.id for v in before}
    places = {_place(v) for v in before}
    known = sum(v.id in ids for v in now)
    stood = sum(_place(v) in places for v in now)
    return known <= MOST_KNOWN_IDS * len(now) and stood >= LEAST_SAME_PLACES * len(now)


def _place(v: Vehicle) -> tuple[float, float]:
    return round(v.lon or 0, PLACE_DECIMALS), round(v.lat or 0, PLACE_DECIMALS)
