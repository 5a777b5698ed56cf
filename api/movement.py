"""Where rentals went: flows from cell to cell, told so that no single trip can be worked out."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field, WithJsonSchema

from api.answers.movement import Flows
from api.choice import period_asked
from api.evidence import Ask
from api.moments import Moment, moment
from api.problems import BadQuestion, Fault
from api.questions import AreaId, Question
from api.receipts.issue import receipted
from api.strict import StrictRoute
from stoep.vocabulary import AreaKind
from zones.measure import UnknownArea
from zones.movement.blocks import Days
from zones.movement.flows import Direction, NoCell, NoSuchGrid, ToldBlock, flows
from zones.movement.flows import Flows as Found
from zones.movement.publish import read_grids
from zones.registry import INDICATORS

router = APIRouter(route_class=StrictRoute, tags=["indicators"])
Grid = Annotated[AreaKind, Field(description="district or h3: the one in which flows are told.")]
DaysOfWeek = Annotated[
    Days | None,
    WithJsonSchema({"type": "string", "enum": list(Days)}),
    Field(description="Only working days (weekday), or only weekends; left out: both."),
]


class AboutFlows(Question):
    """Of which cells, when, and which way."""

    grid: Grid = AreaKind.district
    from_: Moment = Field(alias="from", description="Start of the period.")
    to: Moment = Field(None, description="End of the period, not included; left out: now.")
    direction: Direction = Field(
        Direction.from_, description="Whether trips begin in the area (from) or end there (to)."
    )
    area: AreaId = None
    days: DaysOfWeek = None


@router.get("/flows", response_model=Flows, summary="From place to place")
def get_flows(question: Annotated[AboutFlows, Query()], ask: Ask, request: Request) -> Response:
    """Rentals from cell to cell, as operators told them; small flows are in no number at all."""
    ask.check_past(from_=question.from_)
    settings = ask.settings
    with ask.read() as reading:
        start, end = period_asked(question.from_, question.to, reading.now_s)
        try:
            found = flows(
                reading.connection,
                read_grids(settings.flow_grids),
                question.grid,
                start,
                end,
                reading.now_s,
                k=settings.flow_k,
                timezone=settings.timezone,
                area=question.area,
                direction=question.direction,
                days=question.days,
            )
        except NoSuchGrid as refused:
            raise _bad("grid", refused.sentence, refused.remedy) from None
        except (NoCell, UnknownArea) as refused:
            raise _bad("area", refused.sentence, refused.remedy) from None
        return receipted(_tell(question, found), "flows", request, ask, reading)


def _bad(name: str, detail: str, remedy: str) -> BadQuestion:
    return BadQuestion(Fault(name=name, place="query", detail=detail, remedy=remedy))


def _tell(question: AboutFlows, found: Found) -> dict[str, Any]:
    told = [one.coverage for one in found.blocks if one.told_at is not None]
    blocks = [_block(one) for one in found.blocks]
    return {
        "indicator": "flows",
        "unit": INDICATORS["flows"].unit,
        "grid": question.grid,
        "direction": question.direction,
        "area": question.area,
        "period": {
            "from": moment(found.start),
            "to": moment(found.end),
        },
        "k": found.k,
        "coverage": round(min(told, default=0.0), 4),
        "trips": found.trips,
        "units": found.units,
        "withheld": found.withheld,
        "blocks": blocks,
        "cells": [
            {"id": number, "kind": kind, "code": code, "name": name}
            for number, (kind, code, name) in found.names.items()
        ],
        "flows": _largest_first(found),
    }


def _block(one: ToldBlock) -> dict[str, Any]:
    return {
        "from": moment(one.block.start),
        "to": moment(one.block.end),
        "days": one.block.days,
        "told_at": moment(one.told_at),
        "coverage": round(one.coverage, 4),
        "feeds": {key: round(share, 4) for key, share in one.feeds.items()},
        "reason": one.reason,
    }


def _largest_first(found: Found) -> list[dict[str, int]]:
    columns = (found.pairs.origin, found.pairs.destination, found.pairs.trips)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [
        {"origin": origin, "destination": destination, "trips": trips}
        for origin, destination, trips in sorted(rows, key=lambda row: (-row[2], row[:2]))
    ]
