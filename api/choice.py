"""Which of the standing vehicles a question is about."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from api.evidence import Reading
from api.moments import moment
from api.problems import BadQuestion, Fault
from stoep.vocabulary import FormFactor
from zones.lacking import why_lacking
from zones.standing import FeedThen, Standing

Mask = npt.NDArray[np.bool_]
LONGEST_DAYS = 5 * 366
"""No answer is about a longer period."""


@dataclass(frozen=True)
class Kinds:
    """Vehicle types by number."""

    form_factor: dict[int, str]
    propulsion: dict[int, str]

    def having(self, forms: Collection[FormFactor]) -> list[int]:
        """The types of certain form factors."""
        return [number for number, form in self.form_factor.items() if form in forms]


def read_kinds(reading: Reading) -> Kinds:
    """Every vehicle type that was ever seen."""
    rows = reading.rows("vehicle_types")
    return Kinds({row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows})


def check_operators(reading: Reading, wanted: Collection[str] | None, place: str = "query") -> None:
    """Refuse operators that nobody knows."""
    if wanted is None:
        return
    known = {key for key, _ in reading.rows("operators")}
    strangers = ", ".join(f"`{key}`" for key in wanted if key not in known)
    if strangers:
        detail, remedy = f"There is no operator {strangers}.", "See /v1/operators for all."
        raise BadQuestion(Fault(name="operator", place=place, detail=detail, remedy=remedy))


def check_area(reading: Reading, area_id: int) -> dict[str, Any]:
    """An area by name; refuse one that is not there."""
    found = reading.named("area_name", id=area_id)
    if not found:
        detail, remedy = f"There is no area {area_id}.", "See /v1/areas for all areas."
        raise BadQuestion(Fault(name="area", place="query", detail=detail, remedy=remedy))
    return found[0]


def period_asked(
    start: int | None,
    end: int | None,
    now_s: int,
    longest_days: int = LONGEST_DAYS,
    place: str = "query",
) -> tuple[int, int]:
    """From when until when, in unix seconds; refuse one without a start or of no sane length."""
    end = now_s if end is None else end
    if start is None or start >= end:
        detail = "The period has no start, or does not end after it."
        remedy = "Give `from` and a later `to`; `to` is now when left out."
        raise BadQuestion(Fault(name="from", place=place, detail=detail, remedy=remedy))
    if end - start > longest_days * 86_400:
        detail = f"The period is longer than {longest_days} days."
        remedy = "Ask for a shorter one."
        raise BadQuestion(Fault(name="from", place=place, detail=detail, remedy=remedy))
    return start, end


def chosen(
    standing: Standing,
    kinds: Kinds,
    *,
    operators: Collection[str] | None = None,
    forms: Collection[FormFactor] | None = None,
    classes: Collection[int] | None = None,
    bounds: tuple[float, float, float, float] | None = None,
) -> Mask:
    """The vehicles that have all that is asked for."""
    mask = np.ones(len(standing), np.bool_)
    if operators is not None:
        wanted = [feed.operator in operators for feed in standing.feeds]
        mask &= standing.by_feed(wanted, np.bool_)
    if forms is not None:
        mask &= np.isin(standing.vehicle_type_id, kinds.having(forms))
    if classes is not None:
        mask &= np.isin(standing.duration_class, list(classes))
    if bounds is not None:
        mask &= _within(standing, *bounds)
    return mask


def _within(standing: Standing, west: float, south: float, east: float, north: float) -> Mask:
    lon, lat = standing.lon, standing.lat
    # A box whose west lies east of its east crosses the antimeridian.
    beside = (lon >= west) & (lon <= east) if west <= east else (lon >= west) | (lon <= east)
    return beside & (lat >= south) & (lat <= north)


def parts(
    standing: Standing, mask: Mask, operators: Collection[str] | None
) -> list[dict[str, Any]]:
    """Each feed's part in an answer; `count` is what it adds, null where nothing is known."""
    numbers, counts = np.unique(standing.feed_id[mask], return_counts=True)
    found = dict(zip(numbers.tolist(), counts.tolist(), strict=True))
    return [
        told_of(feed) | {"count": found.get(feed.feed_id, 0) if feed.counts else None}
        for feed in standing.feeds
        if operators is None or feed.operator in operators
    ]


def seen_share(feeds: Iterable[FeedThen]) -> dict[str, Any]:
    """The share of the expected feeds that is in an answer, and which ones it lacks."""
    expected = [feed for feed in feeds if feed.expected]
    seen = sum(feed.counts for feed in expected)
    return {
        "coverage": round(seen / len(expected), 4) if expected else 0.0,
        "reason": why_lacking([(feed.key, feed.reason) for feed in expected]),
    }


def told_of(feed: FeedThen) -> dict[str, Any]:
    """What is known of a feed at a moment, as answers tell it."""
    return {
        "key": feed.key,
        "name": feed.name,
        "operator": feed.operator,
        "status": feed.status,
        "at": moment(feed.at_s),
        "counts": feed.counts,
        "expected": feed.expected,
        "reason": feed.reason,
    }
