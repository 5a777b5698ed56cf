"""Who is listed, and where: places that cannot be, and vehicles that cannot be told apart."""

from collections import Counter

from ingest.sift import NULL_ISLAND_DEGREES, Bounds
from ingest.trial.case import Case, at, error
from ingest.trial.report import Finding
from ingest.trial.rows import Vehicle


def duplicate_id(case: Case) -> Finding | None:
    """An id is one vehicle's."""
    times = Counter(v.id for v in case.vehicles if v.id is not None)
    twice = [v for v in case.vehicles if v.id is not None and times[v.id] > 1]
    extra = len(twice) - len({v.id for v in twice})
    sentence = f"{extra} vehicles are listed again under an id that was there already."
    return error("duplicate_id", extra, sentence, (at(v, v.id) for v in twice))


def no_id(case: Case) -> Finding | None:
    """A vehicle without an id cannot be recognised at the next poll."""
    lacking = [v for v in case.vehicles if v.id is None]
    return error("no_id", len(lacking), f"{len(lacking)} vehicles have no id.", map(at, lacking))


def no_position(case: Case) -> Finding | None:
    """Who stands, stands somewhere."""
    lacking = [v for v in case.standing if not v.placed and v.station_id is None]
    sentence = f"{len(lacking)} vehicles tell neither a place nor a station."
    return error("no_position", len(lacking), sentence, map(at, lacking))


def null_island(case: Case) -> Finding | None:
    """Latitude and longitude 0: a receiver that found nothing."""
    found = [v for v in _placed(case) if _is_null_island(v)]
    sentence = f"{len(found)} vehicles are at latitude and longitude 0."
    return error("null_island", len(found), sentence, map(at, found))


def swapped(case: Case) -> Finding | None:
    """Latitude and longitude exchanged."""
    found = [v for v in _outside(case) if _inside(v.lat, v.lon, case.feed.bounds)]
    sentence = f"{len(found)} vehicles fit only with latitude and longitude exchanged."
    return error("swapped", len(found), sentence, map(_where, found))


def outside_bounds(case: Case) -> Finding | None:
    """In the sea, or in another country."""
    found = [
        v
        for v in _outside(case)
        if not _is_null_island(v) and not _inside(v.lat, v.lon, case.feed.bounds)
    ]
    sentence = f"{len(found)} vehicles are outside the area of the feed."
    return error("outside_bounds", len(found), sentence, map(_where, found))


def _placed(case: Case) -> list[Vehicle]:
    return [v for v in case.standing if v.placed]


def _outside(case: Case) -> list[Vehicle]:
    return [v for v in _placed(case) if not _inside(v.lon, v.lat, case.feed.bounds)]


def _inside(lon: float | None, lat: float | None, bounds: Bounds) -> bool:
    west, south, east, north = bounds
    return lon is not None and lat is not None and west <= lon <= east and south <= lat <= north


def _is_null_island(v: Vehicle) -> bool:
    return abs(v.lon or 0) < NULL_ISLAND_DEGREES and abs(v.lat or 0) < NULL_ISLAND_DEGREES


def _where(v: Vehicle) -> str:
    return at(v, f"{v.lat}, {v.lon}")
