"""The truth of the demo: which vehicle stood where, from when until when.

It follows from a seed and a start alone, so it is the same after a restart and in whichever order
it is asked for. Trips have the rhythm of a day, go where people go, and on a warm day to the beach;
some vehicles break down or are forgotten and stand for days.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property

import numpy as np
import numpy.typing as npt

from demo.fleet import DAY_S, Columns, Fleet
from demo.operators import OPERATORS, Fault, find_operator
from demo.places import Places, read_places
from demo.rhythm import HOUR_S, ZONE, Rhythm, make_rhythm
from demo.weather import Calendar, Weather, last_saturday
from stoep.errors import StoepError

HISTORY_DAYS = 14
HISTORY_S = HISTORY_DAYS * DAY_S + 4 * HOUR_S
"""From its start on the history goes on into this day, whichever hour it is then."""
WARM_UP_DAYS = 2
"""The city lives for two days before anybody looks, so that its vehicles stand as people left
them."""
LAST_DAY = 400
AFTERLIFE_DAYS = 50


def history_start(now_s: int) -> int:
    """When the history begins that leads up to a moment: two weeks before, at midnight there.

    So it has whole days and weeks that can be compared.
    """
    day = _local_date(now_s) - timedelta(days=HISTORY_DAYS)
    return int(datetime.combine(day, time(), ZONE).timestamp())


class NoSuchTime(StoepError):
    """The made-up city does not live at that moment."""

    code = "no_such_time"


class World:
    """The truth from `start_s` (unix seconds) on; it is lived as far as it is asked for."""

    history_days = HISTORY_DAYS

    def __init__(self, seed: int, start_s: int) -> None:
        self.seed, self.start_s = seed, start_s
        self.end_s = start_s + LAST_DAY * DAY_S
        self._fleets: dict[str, Fleet] = {}

    def truth(self, key: str, until_s: int | None = None) -> Columns:
        """An operator's true stays that begin up to `until_s`, or in the history, as columns.

        vehicle, lon, lat, since_s, until_s (which may lie later), broken, place; in order of
        `since_s`, so that a row keeps its number whatever is asked later.
        """
        until_s = self.start_s + HISTORY_DAYS * DAY_S if until_s is None else until_s
        fleet = self._lived(key, until_s)
        count = int(np.searchsorted(fleet.stays["since_s"], until_s, side="right"))
        return {name: column[:count] for name, column in fleet.stays.items()}

    def standing(self, key: str, at_s: int) -> npt.NDArray[np.intp]:
        """Which of an operator's vehicles stand at a moment: row numbers of `truth`."""
        return np.flatnonzero(self.truth(key, at_s)["until_s"] > at_s)

    def listed(self, key: str, at_s: int) -> npt.NDArray[np.intp] | None:
        """Which rows of `truth` the feed lists at a moment; None when it answers nothing."""
        told_s = self.told_s(key, at_s)
        return None if told_s is None else self.standing(key, told_s)

    def told_s(self, key: str, at_s: int) -> int | None:
        """The moment that the feed's answer tells of; None when it does not answer."""
        self._require(at_s)
        fault = self.fault(key, at_s)
        if fault is not None and fault.kind == "down":
            return None
        if fault is not None and fault.kind == "frozen":
            return self._moment(fault.from_h)
        return at_s

    def fault(self, key: str, at_s: int) -> Fault | None:
        """What is wrong with an operator's feed at a moment."""
        for fault in find_operator(key).faults:
            if self._moment(fault.from_h) <= at_s < self._moment(fault.to_h):
                return fault
        return None

    def outages(self, key: str) -> list[tuple[int, int]]:
        """When an operator's feed answers nothing: from and until (unix seconds)."""
        found = [fault for fault in find_operator(key).faults if fault.kind == "down"]
        return [(self._moment(fault.from_h), self._moment(fault.to_h)) for fault in found]

    def weather(self, day: date) -> Weather:
        """The made-up weather of a date in the city."""
        return self._calendar.on(day)

    def beach_day(self, day: date) -> bool:
        """Whether a date is clear and warm."""
        return self.weather(day).beach > 0.9

    @cached_property
    def places(self) -> Places:
        """Where vehicles are left."""
        return read_places()

    @cached_property
    def _calendar(self) -> Calendar:
        """The last whole Saturday of the history is the beach day, but not one with an outage.

        So is the day after the history: whoever starts the demo sees one coming.
        """
        end_s = self.start_s + HISTORY_DAYS * DAY_S
        first, last = _local_date(self.start_s - 1), _local_date(end_s)
        silent = _local_date(self.outages("zilt")[0][0])
        day = timedelta(days=1)
        ahead = _local_date(self.start_s + HISTORY_S) + day
        return Calendar(last_saturday(first + day, last - day, silent), ahead)

    @cached_property
    def _rhythm(self) -> Rhythm:
        first_s = self.start_s - WARM_UP_DAYS * DAY_S
        # A stay of the first evening may have begun weeks before: its rhythm is never asked.
        from_s = (first_s - DAY_S) // HOUR_S * HOUR_S
        return make_rhythm(from_s, LAST_DAY + WARM_UP_DAYS + AFTERLIFE_DAYS, self._calendar)

    def _lived(self, key: str, until_s: int) -> Fleet:
        """An operator's fleet, lived beyond a moment; raises NoSuchTime."""
        self._require(until_s)
        if key not in self._fleets:
            self._fleets[key] = self._found(key)
        fleet = self._fleets[key]
        while fleet.lived_s <= until_s:
            fleet.live_a_day()
        return fleet

    def _require(self, at_s: int) -> None:
        if not self.start_s <= at_s <= self.end_s:
            raise NoSuchTime(
                f"The made-up city does not live at {at_s} (unix seconds).",
                f"It lives for {LAST_DAY} days from {_local_date(self.start_s)} on; "
                "a fresh demo begins anew.",
            )

    def _found(self, key: str) -> Fleet:
        """A fleet as it stands at the start: what ended before is forgotten."""
        operator = find_operator(key)
        seed = (self.seed, OPERATORS.index(operator))
        begin_s = self.start_s - WARM_UP_DAYS * DAY_S
        fleet = Fleet(operator, self.places, self._rhythm, seed, begin_s)
        for _ in range(WARM_UP_DAYS):
            fleet.live_a_day()
        there = fleet.stays["until_s"] > self.start_s
        fleet.stays = {name: column[there] for name, column in fleet.stays.items()}
        return fleet

    def _moment(self, hours: float) -> int:
        return self.start_s + round(hours * HOUR_S)


def _local_date(at_s: int) -> date:
    return datetime.fromtimestamp(at_s, UTC).astimezone(ZONE).date()
