"""Clutter that can be acted on: hot spots, and vehicles that stand too long."""

from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Query, Request, Response
from pydantic import Field, WithJsonSchema

from api.answers import HotSpots, LastingSpots, LongParked
from api.choice import check_area, check_operators, period_asked, read_kinds, seen_share, told_of
from api.evidence import Ask, Reading
from api.moments import Moment, moment
from api.questions import AreaNumber, FormFactors, OperatorKeys, Question
from api.receipts.issue import receipted
from api.strict import StrictRoute
from api.vehicles import listed
from stoep.vocabulary import DURATION_LIMITS_DAYS
from zones.circles import SpotRule
from zones.long_parked import LongParked as Long
from zones.long_parked import long_parked_at
from zones.spot_history import LastingSpot
from zones.spots import Spot, spots_at, spots_over
from zones.tolerance import tolerance_m

router = APIRouter(route_class=StrictRoute, tags=["clutter"])
MOST_DAYS = 31
Least = Annotated[int, Field(ge=2, le=1000, description="Vehicles that make a spot.")]
Radius = Annotated[float, Field(ge=1, le=500, description="Radius of a spot in metres.")]
Tolerance = Annotated[
    Annotated[float, Field(ge=0, le=100)] | None,
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 100, "examples": [15]}),
    Field(
        description="Who stands so many metres from a hub is in it; left out: as the municipality"
        " decided, else 15."
    ),
]


class AboutSpots(Question):
    """Of which area, when, and what makes a spot."""

    area: AreaNumber
    moment: Moment = Field(None, description="A past moment; left out: now.")
    least: Least = 5
    radius: Radius = 25.0
    tolerance: Tolerance = None
    operator: OperatorKeys = None
    form: FormFactors = None


class AboutLastingSpots(Question):
    """Of which area, in which period, and what makes a spot."""

    area: AreaNumber
    from_: Moment = Field(alias="from", description="Start of the period, at most 31 days.")
    to: Moment = Field(None, description="End of the period, not included; left out: now.")
    least: Least = 5
    radius: Radius = 25.0
    tolerance: Tolerance = None
    operator: OperatorKeys = None
    form: FormFactors = None


class AboutLongParked(Question):
    """Of which area, when, and from how many days on."""

    area: AreaNumber
    moment: Moment = Field(None, description="A past moment; left out: now.")
    days: float = Field(
        float(DURATION_LIMITS_DAYS[0]), ge=1 / 24, le=365, description="Who stands so many days."
    )
    operator: OperatorKeys = None
    form: FormFactors = None
    limit: int = Field(1000, ge=0, le=100_000, description="Most vehicles listed.")


@router.get("/hot-spots", response_model=HotSpots, summary="Hot spots at a moment")
def list_hot_spots(
    question: Annotated[AboutSpots, Query()], ask: Ask, request: Request
) -> Response:
    """Places outside hubs where many vehicles stand close together, and since when."""
    ask.check_past(moment=question.moment)
    with ask.read() as reading:
        area = check_area(reading, question.area)
        rule = _rule_of(reading, question)
        check_operators(reading, question.operator)
        found = spots_at(
            reading.connection,
            question.area,
            question.moment,
            reading.now_s,
            rule,
            operators=question.operator,
            forms=question.form,
        )
        content = {
            "moment": moment(found.moment),
            "area": area,
            "unit": "places",
            **_rule(rule),
            **(share := seen_share(found.feeds)),
            "count": len(found.spots) if share["coverage"] else None,
            "spots": [_spot(spot, found.moment) for spot in found.spots],
            "feeds": [told_of(feed) for feed in found.feeds],
        }
        return receipted(content, "hot_spots", request, ask, reading)


@router.get("/hot-spots/lasting", response_model=LastingSpots, summary="Hot spots of a period")
def list_lasting_spots(
    question: Annotated[AboutLastingSpots, Query()], ask: Ask, request: Request
) -> Response:
    """Places that were hot spots in a period: those that lasted longest first, then the fullest."""
    with ask.read() as reading:
        area = check_area(reading, question.area)
        rule = _rule_of(reading, question)
        check_operators(reading, question.operator)
        start, end = period_asked(question.from_, question.to, reading.now_s, MOST_DAYS)
        found = spots_over(
            reading.connection,
            question.area,
            start,
            end,
            rule,
            operators=question.operator,
            forms=question.form,
        )
        content = {
            "period": {"from": moment(start), "to": moment(end)},
            "area": area,
            "unit": "places",
            **_rule(rule),
            "coverage": round(found.coverage, 4),
            "reason": found.reason,
            "count": len(found.spots) if found.coverage else None,
            "spots": [_lasting(spot) for spot in found.spots],
        }
        return receipted(content, "hot_spots", request, ask, reading)


def _rule_of(reading: Reading, question: AboutSpots | AboutLastingSpots) -> SpotRule:
    """What makes a spot, with the municipality's own tolerance where none is asked."""
    tolerance = question.tolerance
    if tolerance is None:
        tolerance = tolerance_m(reading.connection, question.area)
    return SpotRule(question.least, question.radius, tolerance)


def _rule(rule: SpotRule) -> dict[str, Any]:
    return {"least": rule.least, "radius_m": rule.radius_m, "tolerance_m": rule.tolerance_m}


def _spot(spot: Spot, at: int) -> dict[str, Any]:
    return {
        "lon": spot.lon,
        "lat": spot.lat,
        "vehicles": len(spot.stays),
        "operators": spot.operators,
        "stays": list(spot.stays),
        "since": moment(spot.since),
        "is_longer": spot.is_longer,
        "observed_s": spot.observed_s,
        "possible_s": at - spot.since,
    }


def _lasting(spot: LastingSpot) -> dict[str, Any]:
    return {
        "lon": spot.lon,
        "lat": spot.lat,
        "most": spot.most,
        "observed_s": spot.seconds,
        "longest_s": spot.longest_s,
        "first": moment(spot.first),
        "last": moment(spot.last),
    }


@router.get("/long-parked", response_model=LongParked, summary="Vehicles that stand long")
def list_long_parked(
    question: Annotated[AboutLongParked, Query()], ask: Ask, request: Request
) -> Response:
    """Who stands in one place for longer than a limit: surely, and possibly.

    Possible is who may have stood there for so long through a gap in the evidence.
    """
    ask.check_past(moment=question.moment)
    with ask.read() as reading:
        area = check_area(reading, question.area)
        check_operators(reading, question.operator)
        found = long_parked_at(
            reading.connection,
            question.area,
            question.moment,
            reading.now_s,
            question.days,
            operators=question.operator,
            forms=question.form,
        )
        kinds = read_kinds(reading)
        at = reading.now_s if question.moment is None else question.moment
        vehicles = listed(
            found.vehicles.where(np.arange(min(question.limit, len(found.vehicles)))), kinds
        )
        for row, vehicle in enumerate(vehicles):
            vehicle["sure"] = row < found.certain
        content = {
            "moment": moment(at),
            "area": area,
            "unit": "vehicles",
            "days": question.days,
            **_counts(found),
            "vehicles": vehicles,
            "feeds": [told_of(feed) for feed in found.feeds],
        }
        return receipted(content, "long_parked", request, ask, reading)


def _counts(found: Long) -> dict[str, Any]:
    """How many stand there long, or at all; nothing is known where no feed is seen."""
    share = seen_share(found.feeds)
    counts = {
        "certain": found.certain,
        "possible": len(found.vehicles) - found.certain,
        "standing": found.standing,
        "unproven": found.unproven,
    }
    return share | {name: count if share["coverage"] else None for name, count in counts.items()}
