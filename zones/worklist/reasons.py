"""Why standing vehicles are on the list: too long, out of order for too long, where nobody may."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import shapely
from psycopg import Connection

from stoep.store.columns import read_columns
from stoep.vocabulary import AreaKind, FormFactor
from zones.asked import Ints
from zones.clock import load_clocks
from zones.measure import SQL
from zones.order.where import about
from zones.plane import plane_of
from zones.standing import FeedThen, Standing
from zones.states import OUT_OF_ORDER
from zones.worklist.allowed import Allowed, Rules
from zones.worklist.rule import Finding, Reason, Row, Zone

Told = TypeVar("Told")


@dataclass(frozen=True)
class Scene:
    """Vehicles that stand at a moment (`at`, unix seconds), and what is allowed of them."""

    connection: Connection[Any]
    standing: Standing
    kinds: Mapping[int, FormFactor]
    rules: Rules
    at: int

    def form(self, row: int) -> str:
        """The form factor of a row."""
        return str(self.kinds[int(self.standing.vehicle_type_id[row])])

    @cached_property
    def feeds(self) -> dict[int, FeedThen]:
        """What is known of each feed, by number."""
        return {feed.feed_id: feed for feed in self.standing.feeds}

    def each(self, tell: Callable[[str, str], Told]) -> list[Told]:
        """What a rule tells of each row, asked once an operator and form factor."""
        keys = list(
            zip(self.standing.feed_id.tolist(), self.standing.vehicle_type_id.tolist(), strict=True)
        )
        told = {
            (feed, kind): tell(self.feeds[feed].operator, str(self.kinds[kind]))
            for feed, kind in set(keys)
        }
        return [told[key] for key in keys]


def rows_of(scene: Scene) -> list[Row]:
    """Every vehicle that has a reason, in order of the rule."""
    found: dict[int, list[Finding]] = {}
    for one in (_no_parking(scene), _out_of_order(scene), _too_long(scene)):
        for row, finding in one.items():
            found.setdefault(row, []).append(finding)
    unproven = _unproven(scene.standing)
    rows = [
        Row(
            int(scene.standing.id[row]),
            None if unproven[row] else int(scene.standing.observed_s[row]),
            tuple(findings),
        )
        for row, findings in found.items()
    ]
    return sorted(rows, key=lambda row: row.rank)


def _unproven(standing: Standing) -> Any:
    return standing.by_feed([feed.rotating for feed in standing.feeds], np.bool_)


def _seconds(allowed: list[Allowed]) -> Ints:
    return np.array([one.seconds for one in allowed], np.int64)


def _too_long(scene: Scene) -> dict[int, Finding]:
    """Who stands in one place for longer than is allowed: surely, or possibly."""
    standing = scene.standing
    allowed = scene.each(scene.rules.parked)
    seconds = _seconds(allowed)
    proven = ~_unproven(standing)
    certain = proven & (standing.observed_s >= seconds)
    possible = proven & (standing.possible_s >= seconds)
    return {
        row: Finding(
            Reason.too_long,
            bool(certain[row]),
            int(standing.first_seen[row]),
            int(standing.observed_s[row]),
            int(standing.possible_s[row]),
            allowed[row].seconds,
            allowed[row].limit,
        )
        for row in np.flatnonzero(certain | possible).tolist()
    }


def _out_of_order(scene: Scene) -> dict[int, Finding]:
    """Who has been out of order for longer than is allowed."""
    standing = scene.standing
    allowed = scene.each(scene.rules.broken)
    seconds = _seconds(allowed)
    broken = (standing.state == OUT_OF_ORDER) & ~_unproven(standing)
    rows = np.flatnonzero(broken)
    turned = read_columns(
        scene.connection, SQL["worklist_turned"], {"ids": standing.id[rows], "at": scene.at}
    )
    by_stay = {number: place for place, number in enumerate(turned["stay_id"].tolist())}
    found = {}
    for row in rows.tolist():
        place = by_stay.get(int(standing.id[row]))
        since, earliest = int(standing.first_seen[row]), int(standing.first_seen[row])
        observed_s = int(standing.observed_s[row])
        if place is not None:
            since, earliest = int(turned["changed_at"][place]), int(turned["changed_lo"][place])
            observed_s = max(observed_s - int(turned["observed_s"][place]), 0)
        possible_s = int(standing.at[row]) - earliest
        if max(observed_s, possible_s) < seconds[row]:
            continue
        found[row] = Finding(
            Reason.out_of_order,
            bool(observed_s >= seconds[row]),
            since,
            observed_s,
            possible_s,
            allowed[row].seconds,
            allowed[row].limit,
        )
    return found


def _no_parking(scene: Scene) -> dict[int, Finding]:
    """Who stands where nobody may: surely when as deep inside as a place may be off."""
    standing = scene.standing
    asked = {"kind": AreaKind.no_parking, "municipality": None, "at": scene.at}
    areas = scene.connection.execute(SQL["rules_in_force"], asked).fetchall()
    if not areas or not len(standing):
        return {}
    plane = plane_of(standing.lon, standing.lat)
    borders = plane.flat(shapely.from_wkb(np.array([area[4] for area in areas], object)))
    points = shapely.points(plane.metres(standing.lon, standing.lat))
    tolerance = np.array(scene.each(scene.rules.tolerance_m))
    near = shapely.STRtree(borders).query(
        points, predicate="dwithin", distance=float(tolerance.max())
    )
    best: dict[int, tuple[float, int]] = {}
    for row, place in near.T.tolist():
        forms = about(areas[place][8])
        if forms is not None and scene.form(row) not in forms:
            continue
        edge = float(shapely.distance(points[row], shapely.boundary(borders[place])))
        depth = edge if shapely.intersects(points[row], borders[place]) else -edge
        if depth >= -tolerance[row]:
            best[row] = max(best.get(row, (depth, place)), (depth, place))
    return {
        row: _in_zone(scene, row, areas[place], depth >= tolerance[row])
        for row, (depth, place) in best.items()
    }


def _in_zone(scene: Scene, row: int, area: tuple[Any, ...], sure: bool) -> Finding:
    """A vehicle in a no-parking area; who stood there already counts from when the area holds."""
    standing = scene.standing
    feed = scene.feeds[int(standing.feed_id[row])]
    held, came = int(area[6]), int(standing.first_seen[row])
    observed_s: int | None = int(standing.observed_s[row])
    possible_s: int | None = int(standing.at[row]) - max(came, held)
    if held > came:
        clock = load_clocks(scene.connection, [feed.feed_id]).get(feed.feed_id)
        before_s = 0 if clock is None else int(clock.at(held) - clock.at(came))
        observed_s = max((observed_s or 0) - before_s, 0)
    if feed.rotating:
        observed_s = possible_s = None
    zone = Zone(area[0], area[1], area[2])
    return Finding(
        Reason.no_parking, bool(sure), max(came, held), observed_s, possible_s, 0, zone=zone
    )
