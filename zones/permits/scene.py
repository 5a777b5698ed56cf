"""One place on one day: the stays that touch it, whose they are, and what was seen of it.

Numbers come by operator (rows) and form factor (columns), the last column for all forms together.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from zones.permits.day import LocalDay
from zones.permits.places import Place
from zones.permits.roster import FORMS, Roster
from zones.permits.said import Said
from zones.permits.stood import Stood

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Trips:
    """Rentals that began here in the day, by feed, and which feeds told of the whole day."""

    begun: Ints
    told: Mask


@dataclass(frozen=True)
class Numbers:
    """An indicator by operator and form: NaN where there is none, or no upper bound.

    `behind` is how many vehicles or stays it rests on. `reason` tells why there is none at all;
    `needs_ids` that it says nothing where ids change (rule R8).
    """

    lower: Floats
    upper: Floats
    coverage: Floats
    behind: Ints
    reason: str | None = None
    needs_ids: bool = False


@dataclass(frozen=True)
class Scene:
    """A place on a day; `rows` touch the day, `banned` are those of them in no-parking areas."""

    place: Place
    day: LocalDay
    roster: Roster
    rows: Stood
    banned: Stood
    trips: Trips
    said: Said
    serves: Mask
    """Feeds (rows) whose vehicles stood in the municipality within two weeks of their own evidence,
    by form (columns): one that fell silent serves it still."""

    @property
    def shape(self) -> tuple[int, int]:
        """Operators, and form factors with `all` behind them."""
        return len(self.roster.operators), len(FORMS) + 1

    def count(self, mask: Mask, rows: Stood | None = None) -> Ints:
        """How many rows of a mask each operator and form has."""
        stood = self.rows if rows is None else rows
        operators, forms = self.shape
        key = stood["operator"][mask] * (forms - 1) + stood["form"][mask]
        by_form = np.bincount(key, minlength=operators * (forms - 1))
        by_form = by_form.reshape(operators, forms - 1)
        return np.column_stack([by_form, by_form.sum(axis=1)])

    @cached_property
    def present(self) -> Mask:
        """Which operators and forms stood here in the day."""
        return self.count(self._touching) > 0

    @cached_property
    def _touching(self) -> Mask:
        touching: Mask = self.rows["since"] < self.day.end
        return touching

    @cached_property
    def expected(self) -> Mask:
        """Feeds (rows) that a number of an operator's form (columns) needs.

        Those that had vehicles here in the day, or serve the municipality; of an operator that does
        neither, all of its feeds.
        """
        feeds, forms = len(self.roster.feed_ids), self.shape[1]
        key = self.rows["feed"][self._touching] * (forms - 1) + self.rows["form"][self._touching]
        serves = np.bincount(key, minlength=feeds * (forms - 1)).reshape(feeds, forms - 1) > 0
        serves = np.column_stack([serves, serves.any(axis=1)]) | self.serves
        some = np.zeros(self.shape, np.bool_)
        np.logical_or.at(some, self.roster.feed_operator, serves)
        followed = self.roster.followed(self.day.start, self.day.end)[:, None]
        expected: Mask = (serves | ~some[self.roster.feed_operator]) & followed
        return expected

    @cached_property
    def known(self) -> Mask:
        """Whether anybody should tell something of an operator's form on this day."""
        return self._any(np.ones(len(self.roster.feed_ids), np.bool_))

    @cached_property
    def rotates(self) -> Mask:
        """Where ids change while vehicles stand: counts only (rule R8)."""
        return self._any(self.roster.rotating)

    def _any(self, of_feed: Mask) -> Mask:
        found = np.zeros(self.shape, np.bool_)
        np.logical_or.at(found, self.roster.feed_operator, self.expected & of_feed[:, None])
        return found

    def least(self, of_feed: Floats) -> Floats:
        """The least of what the feeds that a number needs have; 0 where none is needed."""
        found = np.ones(self.shape)
        needed = np.where(self.expected, of_feed[:, None], 1.0)
        np.minimum.at(found, self.roster.feed_operator, needed)
        return np.where(self.known, found, 0.0)

    @cached_property
    def partly_seen(self) -> Mask:
        """Where at least one of the feeds that a number needs has evidence of the day."""
        edges = np.array([[self.day.start, self.day.end]])
        covered = [int(np.diff(clock.at(edges)).sum()) for clock in self.roster.clocks]
        return self._any(np.array(covered) > 0)

    @cached_property
    def held(self) -> list[tuple[int, int]]:
        """The stretches of the day in which the place holds (unix seconds)."""
        return self.place.held(self.day.start, self.day.end)

    @cached_property
    def moments(self) -> tuple[int, ...]:
        """Those of the six moments of the day at which the place holds (unix seconds)."""
        return tuple(moment for moment in self.day.moments if self.place.holds(moment))

    @cached_property
    def coverage(self) -> Floats:
        """Share of the day in which the place holds and is covered."""
        held = np.array(self.held, np.int64).reshape(-1, 2)
        covered = [int((c.at(held[:, 1]) - c.at(held[:, 0])).sum()) for c in self.roster.clocks]
        return self.least(np.array(covered, np.float64) / (self.day.end - self.day.start))

    def reading(self, rows: Stood, moments: npt.ArrayLike) -> Ints:
        """Of each row, what its feed's evidence clock reads at its moment."""
        at = np.broadcast_to(np.asarray(moments, np.int64), (len(rows),))
        found = np.zeros(len(rows), np.int64)
        for feed in np.unique(rows["feed"]):
            mine = rows["feed"] == feed
            found[mine] = self.roster.clocks[feed].at(at[mine])
        return found

    def covers(self, rows: Stood, moments: npt.ArrayLike) -> Mask:
        """Of each row, whether its feed's evidence covers its moment."""
        at = np.broadcast_to(np.asarray(moments, np.int64), (len(rows),))
        found = np.zeros(len(rows), np.bool_)
        for feed in np.unique(rows["feed"]):
            mine = rows["feed"] == feed
            found[mine] = self.roster.clocks[feed].is_covered(at[mine])
        return found
