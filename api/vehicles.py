"""Vehicles: what stands now, what stood at any moment, and one stay in full."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Query, Request, Response
from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from api.answer import answer
from api.answers import Stay, Vehicles
from api.choice import Kinds, Mask, check_area, check_operators, chosen, parts, read_kinds
from api.evidence import Ask
from api.moments import Moment, moment, written
from api.problems import NotThere
from api.questions import (
    AreaId,
    Bounds,
    FormFactors,
    OperatorKeys,
    Plain,
    Question,
    StayPath,
    split,
)
from api.receipts.issue import receipted
from api.strict import StrictRoute
from stoep.vocabulary import IdPolicy
from zones.lacking import why_lacking
from zones.placed import place
from zones.serving import here
from zones.standing import STATES, UNKNOWN_CLASS, FeedThen, Ints, Standing, known_at

router = APIRouter(route_class=StrictRoute, tags=["vehicles"])

NEVER_S = 1 << 40
"""Longer than anything stood."""
CLASS_NAMES = [*map(str, range(UNKNOWN_CLASS)), "unknown"]


def _class(given: Any) -> list[int]:
    names = split(given)
    if not set(names) <= set(CLASS_NAMES):
        raise PydanticCustomError(
            "class", "no such duration class", {"remedy": "Use 0, 1, 2, 3, 4 or unknown."}
        )
    return [CLASS_NAMES.index(name) for name in names]


Classes = Annotated[
    list[int] | None,
    BeforeValidator(_class),
    WithJsonSchema({"type": "string", "pattern": "^([0-4]|unknown)(,([0-4]|unknown))*$"}),
    Field(description="Duration classes 0 to 4 or unknown, separated by commas."),
]


class AboutVehicles(Question):
    """Which vehicles, when."""

    moment: Moment = Field(None, description="A past moment; left out: now.")
    area: AreaId = None
    operator: OperatorKeys = None
    form: FormFactors = None
    class_: Classes = Field(None, alias="class")
    bounds: Bounds = None
    limit: int = Field(1000, ge=0, le=100_000, description="Most vehicles listed, up to 100,000.")


@router.get("/vehicles", response_model=Vehicles, summary="Vehicles at a moment")
def list_vehicles(
    question: Annotated[AboutVehicles, Query()], ask: Ask, request: Request
) -> Response:
    """What stands now, or stood at a moment, and what is known of each feed then.

    A late feed's vehicles are listed but not counted. In a gap nothing is known of a feed.
    """
    ask.check_past(moment=question.moment)
    with ask.read() as reading:
        feeds = known_at(reading.connection, question.moment, reading.now_s)
        check_operators(reading, question.operator)
        standing = ask.scenes.seen(reading.connection, question.moment, feeds)
        if question.area is not None:
            check_area(reading, question.area)
            areas = [question.area]
            at = reading.now_s if question.moment is None else question.moment
            asked = [
                f for f in feeds if question.operator is None or f.operator in question.operator
            ]
            feeds = here(reading.connection, asked, areas, at)
            standing = _within(standing, feeds, reading.rows("area_border", id=question.area)[0])
        content = _tell(question, standing, read_kinds(reading), reading.now_s)
        return receipted(content, "vehicles_parked", request, ask, reading)


@router.get("/vehicles/{id}", response_model=Stay, summary="One stay")
def get_stay(
    id: StayPath,
    question: Annotated[Plain, Query()],
    ask: Ask,
) -> Response:
    """One vehicle's stay in one place: when it came and left, as far as evidence tells."""
    with ask.read() as reading:
        found = reading.named("stay", id=id)
        areas = reading.named("stay_areas", id=id)
    if not found:
        raise NotThere(f"There is no stay {id}.", "See /v1/vehicles for what stands.")
    return answer(_in_full(found[0]) | {"areas": areas})


def _in_full(stay: dict[str, Any]) -> dict[str, Any]:
    times = (
        "start_lo",
        "first_seen",
        "last_seen",
        "missing_since",
        "end_lo",
        "end_hi",
        "end_latest",
    )
    proven = stay["id_policy"] != IdPolicy.rotating
    seconds = {"observed_s": stay["observed_s"] if proven else None}
    return stay | {name: moment(stay[name]) for name in times} | seconds


def _within(standing: Standing, feeds: tuple[FeedThen, ...], borders: Sequence[bytes]) -> Standing:
    """Of some feeds, what stands within a border."""
    vehicle, _ = place(standing, borders)
    asked = np.isin(standing.feed_id[vehicle], [feed.feed_id for feed in feeds])
    return replace(standing.where(vehicle[asked]), feeds=feeds)


def _tell(question: AboutVehicles, standing: Standing, kinds: Kinds, now_s: int) -> dict[str, Any]:
    mask = chosen(
        standing,
        kinds,
        operators=question.operator,
        forms=question.form,
        classes=question.class_,
        bounds=question.bounds,
    )
    feeds = parts(standing, mask, question.operator)
    return {
        "moment": moment(now_s if question.moment is None else question.moment),
        "unit": "vehicles",
        **total(feeds),
        "feeds": feeds,
        "vehicles": listed(standing.where(_longest(standing, mask, question.limit)), kinds),
    }


def _longest(standing: Standing, mask: Mask, most: int) -> Ints:
    """Rows of those that surely stand longest, at most so many; without proof they come last."""
    rows = np.flatnonzero(mask)
    unproven = standing.by_feed([feed.rotating for feed in standing.feeds], np.bool_)[rows]
    rank = unproven * NEVER_S - standing.observed_s[rows]
    if most < len(rows):
        # Only what can be among them is put in order.
        rows, rank = (column[rank <= np.partition(rank, most)[most]] for column in (rows, rank))
    return rows[np.lexsort((standing.id[rows], rank))][:most]


def total(feeds: list[dict[str, Any]]) -> dict[str, Any]:
    """The count of the feeds that are seen, their share of those expected, and who is lacking."""
    expected = [feed for feed in feeds if feed["expected"]]
    seen = sum(feed["counts"] for feed in expected)
    return {
        "count": sum(feed["count"] or 0 for feed in feeds) if seen else None,
        "coverage": round(seen / len(expected), 4) if expected else 0.0,
        "reason": why_lacking([(feed["key"], feed["reason"]) for feed in expected]),
    }


def listed(standing: Standing, kinds: Kinds) -> list[dict[str, Any]]:
    """Vehicles one by one, as answers tell them."""
    feeds = {feed.feed_id: feed for feed in standing.feeds}
    columns = zip(
        standing.id.tolist(),
        standing.feed_id.tolist(),
        standing.vehicle_type_id.tolist(),
        standing.state.tolist(),
        standing.lon.tolist(),
        standing.lat.tolist(),
        written(standing.first_seen),
        standing.observed_s.tolist(),
        standing.possible_s.tolist(),
        standing.duration_class.tolist(),
        strict=True,
    )
    return [
        {
            "id": number,
            "operator": (feed := feeds[feed_id]).operator,
            "feed": feed.key,
            "form_factor": kinds.form_factor[kind],
            "propulsion": kinds.propulsion[kind],
            "state": STATES[state],
            "lon": lon,
            "lat": lat,
            "first_seen": first_seen,
            "observed_s": None if feed.rotating else observed_s,
            "possible_s": None if feed.rotating else possible_s,
            "duration_class": None if feed.rotating else duration_class,
        }
        for number, feed_id, kind, state, lon, lat, first_seen, observed_s, possible_s, (
            duration_class
        ) in columns
    ]
