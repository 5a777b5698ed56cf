"""One question about an area through time: its feeds, their clocks and types, its steps.

Every course of a number (see `series`) is worked out of one of these.
"""

from collections.abc import Callable, Collection
from copy import copy
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt
from psycopg import Connection

from stoep.errors import StoepError
from stoep.store.columns import FOREVER
from stoep.vocabulary import BUCKET_S, DURATION_LIMITS_DAYS
from zones.clock import is_as_of, load_clocks
from zones.kept import EVER, PAST_KEEPING, rests_on_stays, stays_kept_since
from zones.measure import (
    NO_EVIDENCE,
    NOT_IN_FORCE,
    NOT_YET,
    KnownFeed,
    Total,
    UnknownArea,
    add_up,
    known_feeds,
    types_of,
    types_wanted,
)
from zones.serving import Mask, expected_here, read_serving
from zones.tolerance import USUAL_M

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


AREA = """
select id, kind, name, area_m2, extract(epoch from valid_from)::int8,
       coalesce(extract(epoch from valid_to)::int8, 1::int8 << 62)
from area where id = %s
"""


class NoGroup(StoepError):
    """A number has no line for each operator or form: its lines stand for something else."""

    code = "no_group"


class Group(StrEnum):
    """What each line of a series stands for."""

    none = "none"
    operator = "operator"
    form = "form"


@dataclass(frozen=True)
class Line:
    """One line: as many values, coverages and reasons as there are steps.

    `moments` (unix seconds, 0 where unknown) says when, for a value that is of one moment of its
    step. `unknown` is for what happens: how many are in no value, but may belong to a step. `basis`
    says what the line was counted from, where that differs by feed.
    """

    key: str
    name: str
    total: Total
    moments: Ints | None = None
    unknown: Floats | None = None
    basis: str | None = None


@dataclass(frozen=True)
class Options:
    """What is the city's own in a number: where it draws its lines."""

    limit: float | None = None
    """In the unit of what is compared with it: vehicles/km² of a density, days of a duration."""
    class_limits_days: tuple[float, ...] = DURATION_LIMITS_DAYS
    """Where duration classes part, rising."""
    tolerance_m: float = USUAL_M
    """How far a position may be off at a hub's border."""


USUAL = Options()


@dataclass(frozen=True)
class Part:
    """What one line is made of: some feeds, and of those some vehicle types (None: all)."""

    key: str
    name: str
    feeds: list[KnownFeed]
    type_ids: list[int] | None


@dataclass(frozen=True)
class AskedArea:
    """The area that a question is about; `area_m2` on the ellipsoid.

    It holds from `since` until `until` (unix seconds, not included): before and after nothing is
    counted in it, which is not the same as that nothing stood there.
    """

    id: int
    kind: str
    name: str
    area_m2: float
    since: int = 0
    until: int = int(FOREVER)

    @property
    def km2(self) -> float:
        """Its size in square kilometres."""
        return self.area_m2 / 1e6

    def clip(self, moments: Ints) -> Ints:
        """Moments (unix seconds) moved to the nearest at which it holds, its end included."""
        return np.clip(moments, self.since, self.until)

    def holds(self, moments: Ints) -> npt.NDArray[np.bool_]:
        """Whether it holds at each moment (unix seconds)."""
        return (moments >= self.since) & (moments < self.until)


def area_asked(connection: Connection[Any], area_id: int) -> AskedArea:
    """An area by its number; raises UnknownArea."""
    row = connection.execute(AREA, [area_id]).fetchone()
    if row is None:
        raise UnknownArea(f"There is no area {area_id}.", "See /v1/areas for all areas.")
    return AskedArea(*row)


class Asked:
    """One question's feeds, clocks and steps, read once; `cuts` in unix seconds.

    `clocks` run as far as the cells hold the evidence, `all_clocks` as far as it goes. Single stays
    are kept from `kept_s` on.
    """

    def __init__(
        self,
        connection: Connection[Any],
        area: AskedArea,
        cuts: Ints,
        operators: Collection[str] | None = None,
        forms: Collection[str] | None = None,
        told_at: int | None = None,
        options: Options = USUAL,
        *,
        by_type: bool = True,
    ) -> None:
        """`by_type`: whether it may hang on which types each feed has listed."""
        self.connection, self.area, self.cuts = connection, area, cuts
        self.told_at, self.options = told_at, options
        self.forms_by_type = types_of(connection)
        self.wanted_types = types_wanted(self.forms_by_type, forms)
        by_type = by_type or self.wanted_types is not None
        self.feeds = known_feeds(
            connection, self.start, self.end, operators, self.wanted_types, listed=by_type
        )
        self.clocks = load_clocks(connection, [feed.id for feed in self.feeds], folded=True)
        self.all_clocks = load_clocks(connection, [feed.id for feed in self.feeds])
        self.serving = read_serving(connection, [area.id], self.all_clocks, self.start, self.end)
        self.kept_s = stays_kept_since(connection)

    def cut(self, cuts: Ints) -> "Asked":
        """The same question in other steps, within the same period."""
        finer = copy(self)
        finer.cuts = cuts
        return finer

    def quarters(self) -> Ints:
        """The edges of all quarters of an hour of the period."""
        return np.arange(self.start, self.end + 1, BUCKET_S)

    @property
    def start(self) -> int:
        """Where the first step begins."""
        return int(self.cuts[0])

    @property
    def end(self) -> int:
        """Where the last step ends."""
        return int(self.cuts[-1])

    def parts(self, group: Group) -> list[Part]:
        """What each line is made of."""
        if group is Group.operator:
            names = {feed.operator: feed.operator_name for feed in self.feeds}
            return [
                Part(key, name, [f for f in self.feeds if f.operator == key], self.wanted_types)
                for key, name in names.items()
            ]
        if group is Group.form:
            listed = set().union(*(feed.type_ids for feed in self.feeds)) if self.feeds else set()
            if self.wanted_types is not None:
                listed &= set(self.wanted_types)
            forms = sorted({self.forms_by_type[t] for t in listed})
            types = {f: [t for t in listed if self.forms_by_type[t] == f] for f in forms}
            return [
                Part(f, f, [x for x in self.feeds if x.type_ids & set(types[f])], types[f])
                for f in forms
            ]
        return [Part("all", "all", self.feeds, self.wanted_types)]

    def total(self, feeds: list[KnownFeed], mean_of: Callable[[KnownFeed], Floats]) -> Total:
        """The sum over feeds of what each tells by step (NaN: nothing), unknown where one lacks."""
        if not feeds:
            nothing = np.empty((0, len(self.cuts) - 1))
            return self.while_held(add_up([], nothing, nothing, nothing.astype(np.bool_)))
        share = np.array([self.share(feed) for feed in feeds])
        means = np.array([mean_of(feed) for feed in feeds])
        return self.while_held(add_up(feeds, means, share, self.expected(feeds)))

    def expected(self, feeds: list[KnownFeed]) -> Mask:
        """Which feeds (rows) a total needs in each step, as far as the area holds in it."""
        cuts = self.area.clip(self.cuts)
        return expected_here(self.serving, feeds, self.area.id, cuts[:-1], cuts[1:])

    def while_held(self, total: Total) -> Total:
        """The same line, with the reason where it is unknown because the area did not hold."""
        held = self.by_step(self.area.holds(self._starts()).astype(np.int64)) > 0
        reasons = [
            NOT_IN_FORCE if mute else reason
            for mute, reason in zip(
                (~held & np.isnan(total.values)).tolist(), total.reasons, strict=True
            )
        ]
        return replace(total, reasons=reasons)

    def lost_s(self, indicator: str) -> int:
        """Up to when (unix seconds) a number is not known: what it rests on is past keeping.

        As of an earlier moment counts are worked out from stays, but those as told then.
        """
        if self.kept_s == EVER:
            return EVER
        as_of = self.told_at is None and is_as_of(self.connection)
        return self.kept_s if rests_on_stays(indicator, as_of=as_of) else EVER

    def while_kept(self, line: Line, lost_s: int) -> Line:
        """The same line, unknown in steps that begin where what it rests on is past keeping."""
        total, early = line.total, self.cuts[:-1] < lost_s
        if not early.any():
            return line
        reasons = [
            PAST_KEEPING if gone and not _told_by_evidence(reason) else reason
            for gone, reason in zip(early.tolist(), total.reasons, strict=True)
        ]
        values, coverage = np.where(early, np.nan, total.values), np.where(early, 0, total.coverage)
        return replace(
            line,
            total=Total(values, coverage, reasons),
            moments=None if line.moments is None else np.where(early, 0, line.moments),
            unknown=None if line.unknown is None else np.where(early, np.nan, line.unknown),
        )

    def share(self, feed: KnownFeed) -> Floats:
        """Share of each step in which the area holds and a feed's evidence covers it."""
        return self.covered(feed) / np.diff(self.cuts)

    def covered(self, feed: KnownFeed) -> Ints:
        """Seconds of each step in which the area holds and a feed's evidence covers it."""
        clock, cuts = self.clocks.get(feed.id), self.area.clip(self.cuts)
        return np.zeros(len(cuts) - 1, np.int64) if clock is None else clock.covered(cuts)

    def seen(self, feed: KnownFeed) -> npt.NDArray[np.bool_]:
        """Whether the area holds at the start of each quarter, and a feed's evidence covers it."""
        clock, starts = self.clocks.get(feed.id), self._starts()
        if clock is None:
            return np.zeros(len(starts), np.bool_)
        return clock.is_covered(starts) & self.area.holds(starts)

    def _starts(self) -> Ints:
        """The starts of all quarters of an hour of the period."""
        return np.arange(self.start, self.end, BUCKET_S)

    def sampled(self, feed: KnownFeed, counts: Ints) -> Floats:
        """Mean by step of the counts at the start of each covered quarter; NaN without any."""
        seen = self.seen(feed)
        return ratio(self.by_step(counts * seen), self.by_step(seen.astype(np.int64)))

    def by_step(self, quarters: Ints) -> Ints:
        """The sum over the quarters of each step."""
        return np.add.reduceat(quarters, (self.cuts[:-1] - self.start) // BUCKET_S)


def _told_by_evidence(reason: str | None) -> bool:
    """Whether a reason holds whether stays are kept or not."""
    return reason is not None and reason.startswith((NO_EVIDENCE, NOT_YET, NOT_IN_FORCE))


def ratio(above: npt.NDArray[Any], below: npt.NDArray[Any]) -> Floats:
    """A quotient, NaN where there is nothing to divide by."""
    some = below > 0
    return np.where(some, above / np.where(some, below, 1), np.nan)
