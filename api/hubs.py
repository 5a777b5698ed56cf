"""Hubs: how full they are, whether they are open, and how that went through a day."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from api.answer import answer
from api.answers import Hubs, HubStates
from api.choice import check_area, seen_share, told_of
from api.dates import Day
from api.effects_told import behind_number
from api.evidence import Ask
from api.moments import Moment, moment
from api.problems import BadQuestion, Fault
from api.questions import AreaPath, Code, Question
from api.receipts.issue import receipted
from api.strict import StrictRoute
from stoep.vocabulary import AreaKind
from zones.measure import NOT_IN_FORCE
from zones.methods import day_cuts
from zones.order.room import NO_CAPACITY
from zones.policy.hubs import Hub, Taken, hubs_at, room_of_day, states_of_day

router = APIRouter(route_class=StrictRoute, tags=["clutter"])


class AboutHubs(Question):
    """Which hubs, when."""

    municipality: Code = None
    moment: Moment = Field(None, description="A past moment; left out: now.")


class AboutStates(Question):
    """Which local day."""

    day: Day = Field(description="A local day that has begun.", examples=["2026-03-29"])


@router.get("/hubs", response_model=Hubs, summary="Hubs at a moment")
def list_hubs(question: Annotated[AboutHubs, Query()], ask: Ask, request: Request) -> Response:
    """Every hub: its vehicles and places, how full it is (never cut off at 1), its state."""
    ask.check_past(moment=question.moment)
    with ask.read() as reading:
        found, feeds = hubs_at(
            reading.connection, question.municipality, question.moment, reading.now_s
        )
        at = reading.now_s if question.moment is None else question.moment
        content = {
            "moment": moment(at),
            "unit": "vehicles",
            **seen_share(feeds),
            "hubs": [_hub(hub) for hub in found],
            "effects": behind_number(
                reading, "hub_occupancy", at, at + 1, question.municipality,
                [f"{AreaKind.hub}/{hub.code}" for hub in found],
            ),
            "feeds": [told_of(feed) for feed in feeds],
        }  # fmt: skip
        return receipted(content, "hub_occupancy", request, ask, reading)


def _hub(hub: Hub) -> dict[str, Any]:
    return {
        "area": hub.area,
        "code": hub.code,
        "name": hub.name,
        "vehicles": hub.vehicles,
        "capacity": hub.room.capacity,
        "free": hub.free,
        "occupancy": hub.occupancy,
        "reason": hub.reason,
        "state": hub.state,
        "since": moment(hub.since),
        "longer": hub.longer,
        "stale": hub.stale,
        "forms": [_form(part) for part in hub.taken] if hub.room.by_form else [],
    }


def _form(part: Taken) -> dict[str, Any]:
    return {
        "form": part.form,
        "vehicles": part.vehicles,
        "capacity": part.capacity,
        "free": part.free,
        "occupancy": part.occupancy,
        "state": part.state,
    }


@router.get("/hubs/{id}/states", response_model=HubStates, summary="A hub through a day")
def list_hub_states(id: AreaPath, question: Annotated[AboutStates, Query()], ask: Ask) -> Response:
    """When a hub was open, nearly full and full on a local day; what nobody saw is stale.

    Before it began to hold and after it ended it is in no state.
    """
    begin, end = day_cuts(question.day, ask.settings.timezone).tolist()
    with ask.read() as reading:
        area = check_area(reading, id)
        if area["kind"] != AreaKind.hub:
            told = {"detail": "This area is no hub.", "remedy": "See /v1/hubs for all hubs."}
            raise BadQuestion(Fault(name="id", place="path", **told))
        if begin > reading.now_s:
            told = {"detail": "`day` is to come.", "remedy": "Ask for a day that has begun."}
            raise BadQuestion(Fault(name="day", place="query", **told))
        capacity = room_of_day(reading.connection, id, begin, end).capacity
        key = f"{AreaKind.hub}/{area['code']}"
        effects = behind_number(reading, "hub_occupancy", begin, end, None, [key])
        end = min(end, reading.now_s)
        turns = states_of_day(reading.connection, id, begin, end)
    reason = NO_CAPACITY if capacity is None else None
    content = {
        "hub": area,
        "day": question.day.isoformat(),
        "period": {"from": moment(begin), "to": moment(end)},
        "capacity": capacity,
        "effects": effects,
        "states": [
            {"from": moment(turn.at), "state": turn.state, "stale": turn.stale} for turn in turns
        ],
        "reason": reason or (None if turns else NOT_IN_FORCE),
    }
    return answer(content)
