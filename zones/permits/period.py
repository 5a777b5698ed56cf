"""All that some days of some places rest on, read once; each place on each day is a scene of it."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from psycopg import Connection

from stoep.store.columns import read_columns
from zones.measure import SQL
from zones.permits.cut import stood_without, without
from zones.permits.day import LocalDay
from zones.permits.places import Drawn, Place
from zones.permits.roster import FORMS, Roster, load_roster
from zones.permits.said import Said, read_said
from zones.permits.scene import Scene, Trips
from zones.permits.stood import Stood, read_stood, together
from zones.serving import Serving, read_serving

Columns = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True)
class Period:
    """The evidence of a run of days; `near` by tolerance: stays at the borders of areas."""

    roster: Roster
    stood: Stood
    trips: Columns
    told: list[tuple[int, int | None, int]]
    near: dict[int, Columns]
    said: Said
    serving: Serving

    def scene(self, place: Place, day: LocalDay) -> Scene:
        """One place on one day, without what its municipality set aside."""
        if place.aside:
            roster = without(self.roster, place.aside)
            stood = stood_without(self.stood, self.roster, roster, place.aside)
            kept = replace(self, roster=roster, stood=stood, told=self._told_whole(place, day))
            return kept.scene(replace(place, aside=()), day)
        parts = [
            self.stood.in_area(drawn.id).while_held(drawn, day.start, day.end)
            for drawn in place.areas
        ]
        rows = together(parts, self.stood)
        banned = [
            self._near(rows, drawn, place.tolerance_m).while_held(drawn, day.start, day.end)
            for drawn in place.no_parking
            if drawn.holds(day.start, day.end)
        ]
        inside = together(banned, rows)
        trips, serves = self._trips(place, day), self._serves(place, day)
        return Scene(place, day, self.roster, rows, inside, trips, self.said, serves)

    def _told_whole(self, place: Place, day: LocalDay) -> list[tuple[int, int | None, int]]:
        """Up to when trips are told, but for feeds of which something of the day is set aside."""
        cut = {one.feed_id for one in place.aside if one.start < day.end and one.end > day.start}
        return [row for row in self.told if int(self.roster.feed_ids[row[0]]) not in cut]

    def _serves(self, place: Place, day: LocalDay) -> npt.NDArray[np.bool_]:
        """Which feeds (rows) serve the municipality of a place, by form factor and all together."""
        shape = (len(self.roster.feed_ids), len(FORMS))
        town = next((self.serving.towns.of_area.get(drawn.id) for drawn in place.areas), None)
        rows = (self.serving.town == town) & self.serving.serving(day.start, day.end)
        feed = np.searchsorted(self.roster.feed_ids, self.serving.feed_id[rows])
        form = self.roster.form_of_type[self.serving.vehicle_type_id[rows]]
        found = np.zeros(shape, np.bool_)
        found[feed, form] = True
        return np.column_stack([found, found.any(axis=1)])

    def _near(self, rows: Stood, drawn: Drawn, tolerance_m: int) -> Stood:
        """Of a place's rows those inside an area, or within the tolerance of its border.

        Only the form factors that the area is about.
        """
        if drawn.forms is not None:
            rows = rows.take(np.isin(rows["form"], drawn.forms))
        if not tolerance_m:
            inside = self.stood.in_area(drawn.id)["id"]
            return rows.take(np.isin(rows["id"], inside))
        near = self.near[tolerance_m]
        mine = near["area_id"] == drawn.id
        ids, depth = near["id"][mine], near["depth_m"][mine]
        found = rows.take(np.isin(rows["id"], ids))
        deep = depth[np.searchsorted(ids, found["id"])] >= tolerance_m
        return Stood(found.columns | {"deep": deep})

    def _trips(self, place: Place, day: LocalDay) -> Trips:
        """The trips that began in a place while its border held."""
        began, area = self.trips["started"], self.trips["area_id"]
        mine = np.zeros(len(began), np.bool_)
        for drawn in place.areas:
            held = (began >= drawn.valid_from) & (began < drawn.valid_to)
            mine |= (area == drawn.id) & held
        mine &= (began >= day.start) & (began < day.end)
        told = np.zeros(len(self.roster.feed_ids), np.bool_)
        for feed, since, to in self.told:
            told[feed] = since is not None and since < day.start and to >= day.end
        return Trips(self.trips["feed"][mine], told)


def read_period(connection: Connection[Any], places: list[Place], days: list[LocalDay]) -> Period:
    """The evidence of some days, which are in order."""
    start, end = days[0].start, days[-1].end
    roster = load_roster(connection)
    ids = [number for place in places for number in place.area_ids]
    stood = read_stood(connection, roster, ids, start, end)
    own = sorted({drawn.id for place in places for drawn in place.areas})
    asked = {"areas": own, "start": start, "end": end}
    trips = read_columns(connection, SQL["permit_trips"], asked)
    trips["feed"] = np.searchsorted(roster.feed_ids, trips["feed_id"])
    told = [
        (int(np.searchsorted(roster.feed_ids, feed)), since, to)
        for feed, since, to in connection.execute(SQL["permit_trips_told"])
    ]
    near = {
        tolerance: _read_near(connection, places, tolerance, start, end)
        for tolerance in {place.tolerance_m for place in places} - {0}
    }
    clocks = dict(zip(roster.feed_ids.tolist(), roster.clocks, strict=True))
    begun = {feed: clock for feed, clock in clocks.items() if len(clock.starts)}
    serving = read_serving(connection, own, begun, start, end)
    return Period(roster, stood, trips, told, near, read_said(connection, stood["id"]), serving)


def _read_near(
    connection: Connection[Any], places: list[Place], tolerance: int, start: int, end: int
) -> Columns:
    mine = {d.id for p in places if p.tolerance_m == tolerance for d in p.no_parking}
    asked = {"areas": sorted(mine), "tolerance": tolerance, "start": start, "end": end}
    return read_columns(connection, SQL["permit_near"], asked)
