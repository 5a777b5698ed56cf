"""The worklist: who stands too long or in the way, what was seen, and what is done about it."""

from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Query, Request, Response

from api.answers import Worklist, WorklistStay
from api.choice import check_area, check_operators, read_kinds, seen_share, told_of
from api.evidence import Ask, Evidence, Reading
from api.moments import moment
from api.problems import NotThere
from api.questions import StayPath
from api.receipts.issue import receipted
from api.strict import StrictRoute
from api.worklist_asked import AboutRows, AboutTerms, AboutWorklist
from api.worklist_rows import tell_rows
from api.worklist_told import tell_action
from zones.worklist.actions import read_actions
from zones.worklist.allowed import Terms
from zones.worklist.listing import Asked, places_of, worklist_at
from zones.worklist.listing import Worklist as Found
from zones.worklist.rule import BASE, FORMULA

router = APIRouter(route_class=StrictRoute, tags=["worklist"])
INDICATOR = "worklist"
ORDER = "certain rows first, then more points, then longer observed"
RULE = {"formula": FORMULA, "base": BASE, "order": ORDER}


def find(question: AboutRows, ask: Evidence, reading: Reading) -> Found:
    """The rows that a question is about; refuses areas and operators that are not there."""
    check_operators(reading, question.operator)
    return worklist_at(
        reading.connection,
        question.area,
        question.moment,
        reading.now_s,
        ask.timezone,
        question.terms,
        question.asked,
    )


def rows_told(reading: Reading, found: Found, first: int, most: int | None) -> list[dict[str, Any]]:
    """Some rows in full, from the first on."""
    entries = found.entries[first:] if most is None else found.entries[first : first + most]
    vehicles = found.vehicles(entries)
    places = places_of(reading.connection, vehicles, found.at)
    return tell_rows(entries, vehicles, read_kinds(reading), places)


@router.get("/worklist", response_model=Worklist, summary="Who stands too long or in the way")
def list_worklist(
    question: Annotated[AboutWorklist, Query()], ask: Ask, request: Request
) -> Response:
    """Vehicles that stand too long or in the way, the most urgent first, with what was done.

    Certain is what good polls saw; possible what may be so through a gap, or at a border.
    """
    ask.check_past(moment=question.moment)
    with ask.read() as reading:
        area = check_area(reading, question.area)
        found = find(question, ask, reading)
        rows = rows_told(reading, found, question.offset, question.limit)
        content = told(found, area, question.terms, rows, question.offset)
        return receipted(content, INDICATOR, request, ask, reading)


def told(
    found: Found, area: dict[str, Any], terms: Terms, rows: list[dict[str, Any]], offset: int = 0
) -> dict[str, Any]:
    """A list as answers tell it, with the rows that are told in full."""
    by_operator, share = found.by_operator(), seen_share(found.feeds)
    counts = {
        "count": len(found.entries),
        "certain": sum(certain for certain, _ in by_operator.values()),
        "possible": sum(possible for _, possible in by_operator.values()),
        "standing": len(found.standing),
        "unproven": found.unproven,
    }
    return {
        "moment": moment(found.at),
        "area": area,
        "unit": "vehicles",
        "rule": RULE,
        "terms": _terms(terms),
        **share,
        **{name: count if share["coverage"] else None for name, count in counts.items()},
        "operators": [
            {"operator": key, "certain": certain, "possible": possible}
            for key, (certain, possible) in by_operator.items()
        ],
        "assignees": found.assignees,
        "offset": offset,
        "rows": rows,
        "feeds": _feeds(found),
    }


def _terms(terms: Terms) -> dict[str, float]:
    names = ("days", "broken_days", "tolerance_m", "again_hours")
    return {name: getattr(terms, name) for name in names}


def _feeds(found: Found) -> list[dict[str, Any]]:
    """Each feed with its rows; those that are not seen have none that is known."""
    listed = found.vehicles(found.entries)
    numbers, counts = np.unique(listed.feed_id, return_counts=True)
    rows = dict(zip(numbers.tolist(), counts.tolist(), strict=True))
    return [
        told_of(feed) | {"rows": rows.get(feed.feed_id, 0) if feed.counts else None}
        for feed in found.feeds
    ]


@router.get("/worklist/{id}", response_model=WorklistStay, summary="One stay of the worklist")
def get_worklist_stay(
    id: StayPath, question: Annotated[AboutTerms, Query()], ask: Ask, request: Request
) -> Response:
    """One stay: why it is on the list or not, the polls that it rests on, all that was done."""
    ask.check_past(moment=question.moment)
    with ask.read() as reading:
        at = reading.now_s if question.moment is None else question.moment
        rows = reading.named("worklist_stay", id=id, at=at)
        if not rows:
            raise NotThere(f"There is no stay {id}.", "See /v1/worklist for what stands.")
        stay = rows[0]
        row, absent = None, "no_reason"
        if stay["area"] is not None:
            found = worklist_at(
                reading.connection,
                stay["area"],
                question.moment,
                reading.now_s,
                ask.timezone,
                question.terms,
                Asked(stay=id),
            )
            row = next(iter(rows_told(reading, found, 0, 1)), None)
            unseen = [f.feed_id for f in found.feeds if not f.counts]
            absent = "not_seen" if stay["feed_id"] in unseen else absent
        ended = stay["ended_at"] if (stay["ended_at"] or at + 1) <= at else None
        asked = {"feed": stay["feed_id"], "since": stay["first_seen"], "until": ended or at}
        [polls] = reading.named("worklist_polls", **asked)
        done = read_actions(reading.connection, [id], question.moment).get(id, [])
        content = {
            "moment": moment(at),
            "area": None if stay["area"] is None else check_area(reading, stay["area"]),
            "row": row,
            "absent": None if row else "gone" if ended else absent,
            "ended_at": moment(ended),
            "polls": polls | {name: moment(polls[name]) for name in ("first", "last")},
            "actions": [tell_action(one) for one in done],
        }
        return receipted(content, INDICATOR, request, ask, reading)
