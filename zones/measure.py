"""What all published numbers share: which feeds are asked, and what makes a number of them.

A total is the sum of what each expected feed tells over its own covered time. When an expected feed
tells nothing, the total is unknown and names the feed: a part passed off as the whole would be a
false fact.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from psycopg import Connection

from stoep.errors import StoepError
from stoep.vocabulary import FormFactor
from zones.clock import EvidenceClock
from zones.registry import INDICATORS, Indicator

SQL = {path.stem: path.read_text() for path in (Path(__file__).parent / "sql").glob("*.sql")}
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
NO_EVIDENCE = "no_evidence"
NOT_YET = "not_yet_followed"
NOT_COUNTED = "not_counted_yet"
"""The history of an area that was drawn later is still being counted."""
NOT_IN_FORCE = "not_in_force"
"""The version of the area that is asked about did not hold then."""


class UnknownIndicator(StoepError):
    """No indicator has that id."""

    code = "unknown_indicator"


class UnknownArea(StoepError):
    """No area has that number."""

    code = "unknown_area"


@dataclass(frozen=True)
class KnownFeed:
    """A feed, its operator, and the vehicle types that it lists (None: not looked up)."""

    id: int
    key: str
    operator: str
    operator_name: str
    enabled: bool
    rotating: bool
    listed: frozenset[int] | None

    @property
    def type_ids(self) -> frozenset[int]:
        """The vehicle types that it lists."""
        if self.listed is None:
            raise RuntimeError(f"Nobody looked up what the feed {self.key} lists.")
        return self.listed


def indicator_named(name: str) -> Indicator:
    """The registry's entry; raises UnknownIndicator."""
    if name not in INDICATORS:
        raise UnknownIndicator(
            f"There is no indicator {name!r}.", f"There are: {', '.join(INDICATORS)}."
        )
    return INDICATORS[name]


def known_feeds(
    connection: Connection[Any],
    start: int,
    end: int,
    operators: Collection[str] | None,
    type_ids: Collection[int] | None,
    *,
    listed: bool = True,
) -> list[KnownFeed]:
    """The feeds that a question is about: of some operators, listing some types.

    Where nothing depends on what each has `listed` it is not looked up.
    """
    period = {"start": start, "end": end, "listed": listed}
    rows = connection.execute(SQL["feeds_known"], period).fetchall()
    feeds = [_known_feed(about, types if listed else None) for *about, types in rows]
    return [
        feed
        for feed in feeds
        if (operators is None or feed.operator in operators)
        and (type_ids is None or feed.type_ids & set(type_ids))
    ]


def _known_feed(about: Sequence[Any], types: Sequence[int] | None) -> KnownFeed:
    number, key, operator, name, enabled, rotating = about
    listed = None if types is None else frozenset(map(int, types))
    return KnownFeed(number, key, operator, name, enabled, rotating, listed)


def types_of(connection: Connection[Any]) -> dict[int, FormFactor]:
    """The form factor of each vehicle type."""
    rows = connection.execute("select id, form_factor from vehicle_type order by id").fetchall()
    return {number: FormFactor(form) for number, form in rows}


def types_wanted(
    forms_by_type: dict[int, FormFactor], forms: Collection[str] | None
) -> list[int] | None:
    """The types of certain form factors; None for all."""
    if forms is None:
        return None
    return [number for number, form in forms_by_type.items() if form in forms]


def expected(feed: KnownFeed, clock: EvidenceClock | None, begins: Ints, ends: Ints) -> Any:
    """In which buckets a feed should tell something: from its first evidence on.

    A feed that was switched off is expected until its last evidence. Where, is told by `serving`.
    """
    if clock is None or not len(clock.starts):
        return np.zeros(len(begins), np.bool_)
    followed = ends > clock.starts[0]
    return followed if feed.enabled else followed & (begins <= clock.ends[-1])


def known_moments(
    feeds: Sequence[KnownFeed],
    clocks: Mapping[int, EvidenceClock],
    moments: Ints,
    needed: npt.NDArray[np.bool_] | None = None,
) -> npt.NDArray[np.bool_]:
    """Whether every expected feed was seen at each moment, and at least one was expected.

    `needed` says of each feed (rows) at which moments it is (see `serving`); left out: wherever it
    is followed.
    """
    known, someone = np.ones(len(moments), np.bool_), np.zeros(len(moments), np.bool_)
    for row, feed in enumerate(feeds):
        clock = clocks.get(feed.id)
        followed = expected(feed, clock, moments, moments + 1)
        wanted = followed if needed is None else needed[row]
        seen = np.zeros(len(moments), np.bool_) if clock is None else clock.is_covered(moments)
        known &= ~wanted | seen
        someone |= wanted
    return known & someone


@dataclass(frozen=True)
class Total:
    """A line of numbers, NaN where unknown, with coverage 0..1 and the reason of each unknown."""

    values: Floats
    coverage: Floats
    reasons: list[str | None]


def add_up(
    feeds: Sequence[KnownFeed], means: Floats, coverage: Floats, wanted: npt.NDArray[np.bool_]
) -> Total:
    """The sum over feeds (rows) for each bucket (columns).

    `means` is NaN where a feed tells nothing, `wanted` where it should tell something. What one
    tells that need not is in the sum too.
    """
    buckets = means.shape[1]
    if not len(feeds):
        return Total(np.full(buckets, np.nan), np.zeros(buckets), [NOT_YET] * buckets)
    silent = wanted & np.isnan(means)
    values = np.nan_to_num(means).sum(axis=0)
    nobody = ~wanted.any(axis=0)
    values[silent.any(axis=0) | nobody] = np.nan
    least = np.where(wanted, coverage, 1.0).min(axis=0)
    reasons: list[str | None] = [None] * buckets
    for bucket in np.flatnonzero(silent.any(axis=0)).tolist():
        names = [feed.key for feed, mute in zip(feeds, silent[:, bucket], strict=True) if mute]
        reasons[bucket] = f"{NO_EVIDENCE}: {', '.join(names)}"
    for bucket in np.flatnonzero(nobody).tolist():
        reasons[bucket] = NOT_YET
    return Total(values, np.where(nobody, 0.0, least), reasons)
