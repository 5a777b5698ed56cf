"""What modules are told of areas and of the vehicles that stand there, without any id."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from psycopg import Connection

from stoep.contract.facts import Area, Stay
from stoep.vocabulary import AreaKind, FormFactor
from zones.measure import SQL, types_of
from zones.plane import Plane, plane_of
from zones.serving import here
from zones.standing import STATES, Standing, known_at, read

HUB = AreaKind.hub.value


@dataclass(frozen=True)
class Place:
    """An area with its border in degrees; `forms` are the form factors that a hub is about."""

    area: Area
    number: int
    border: Any
    forms: frozenset[str] | None


@dataclass(frozen=True)
class Street:
    """The vehicles of a municipality at a moment; `stays` None: nothing is known of it."""

    stays: tuple[Stay, ...] | None
    coverage: float


def read_places(
    connection: Connection[Any], municipality: str, kinds: Collection[str], at_s: int
) -> list[Place]:
    """The areas of some kinds that held in a municipality at a moment (unix seconds)."""
    found = [place for kind in kinds for place in _of_kind(connection, municipality, kind, at_s)]
    districts = [place for place in found if place.area.kind == AreaKind.district]
    if len(districts) == len(found) or not districts:
        return found
    middles = shapely.points([(place.area.lon, place.area.lat) for place in found])
    tree = shapely.STRtree([place.border for place in districts])
    within = {int(n): districts[int(d)].area.key for n, d in tree.query(middles, "within").T}
    return [
        place
        if place.area.kind == AreaKind.district
        else replace(place, area=replace(place.area, within=within.get(n, "")))
        for n, place in enumerate(found)
    ]


def _of_kind(connection: Connection[Any], municipality: str, kind: str, at_s: int) -> list[Place]:
    asked = {"kind": kind, "municipality": municipality, "at": at_s}
    found = []
    for row in connection.execute(SQL["areas_of_kind"], asked).fetchall():
        number, code, name, area_m2, wkb, capacity, _, _, forms, _ = row
        border = shapely.from_wkb(bytes(wkb))
        middle = shapely.point_on_surface(border)
        area = Area(kind, code, name, middle.x, middle.y, float(area_m2), "", capacity)
        found.append(Place(area, number, border, None if forms is None else frozenset(forms)))
    return found


def read_street(
    connection: Connection[Any],
    municipality: str,
    places: Sequence[Place],
    at_s: int,
    now_s: int,
) -> Street:
    """The vehicles that stood in a municipality at a past moment, and which areas they stood in."""
    drawn = read_places(connection, municipality, [AreaKind.municipality.value], at_s)
    if not drawn:
        return Street(None, 0.0)
    whole = drawn[0]
    feeds = here(connection, known_at(connection, at_s, now_s), [whole.number], at_s)
    wanted = [feed for feed in feeds if feed.expected]
    seen = [feed for feed in wanted if feed.counts]
    if not seen:
        return Street(None, 0.0)
    standing = read(connection, at_s, feeds, areas=[whole.number])
    standing = standing.where(np.flatnonzero(standing.counts))
    hubs = read_places(connection, municipality, [HUB], at_s)
    stays = _stays(standing, types_of(connection), places, hubs)
    return Street(stays, len(seen) / len(wanted))


def _stays(
    standing: Standing,
    types: dict[int, FormFactor],
    places: Sequence[Place],
    hubs: Sequence[Place],
) -> tuple[Stay, ...]:
    lon, lat = standing.lon, standing.lat
    forms = [types[number].value for number in standing.vehicle_type_id.tolist()]
    plane = plane_of(lon, lat)
    points = shapely.points(plane.metres(lon, lat))
    inside = _inside(points, places, plane, len(lon))
    to_hub = _to_hub(points, np.array(forms, object), hubs, plane)
    operators = {feed.feed_id: feed.operator for feed in standing.feeds}
    rotating = {feed.feed_id for feed in standing.feeds if feed.rotating}
    feeds, observed = standing.feed_id.tolist(), standing.observed_s.tolist()
    return tuple(
        Stay(
            operators[feed],
            form,
            STATES[state].value,
            x,
            y,
            None if feed in rotating else seconds,
            areas,
            None if np.isnan(metres) else round(float(metres), 1),
        )
        for feed, form, state, x, y, seconds, areas, metres in zip(
            feeds, forms, standing.state.tolist(), lon.tolist(), lat.tolist(), observed,
            inside, to_hub, strict=True,
        )
    )  # fmt: skip


def _inside(
    points: npt.NDArray[Any], places: Sequence[Place], plane: Plane, count: int
) -> list[tuple[str, ...]]:
    found: list[list[str]] = [[] for _ in range(count)]
    if places:
        borders = plane.flat(np.array([place.border for place in places], object))
        pairs = shapely.STRtree(borders).query(points, predicate="intersects")
        for point, place in pairs.T.tolist():
            found[point].append(places[place].area.key)
    return [tuple(sorted(keys)) for keys in found]


def _to_hub(
    points: npt.NDArray[Any], forms: npt.NDArray[Any], hubs: Sequence[Place], plane: Plane
) -> npt.NDArray[np.float64]:
    """Metres to the nearest hub that is about a vehicle's form factor; NaN: there is none."""
    metres = np.full(len(points), np.nan)
    for about in {hub.forms for hub in hubs}:
        rows = np.arange(len(points))
        if about is not None:
            rows = np.flatnonzero(np.isin(forms, sorted(about)))
        if not len(rows):
            continue
        some = np.array([hub.border for hub in hubs if hub.forms == about], object)
        tree = shapely.STRtree(plane.flat(some))
        pairs, far = tree.query_nearest(points[rows], return_distance=True, all_matches=False)
        metres[rows[pairs[0]]] = np.fmin(metres[rows[pairs[0]]], far)
    return metres
