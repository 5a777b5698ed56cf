"""A draft limit replayed over past days, beside what holds. Nothing of it is kept."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from api.answers import WhatIfLimit
from api.choice import check_operators
from api.dates import Day, MaybeDay, days_asked
from api.effects_told import tell_effect
from api.evidence import Ask, Reading
from api.permit_detail import today
from api.permit_effects import NO_PARKING, held_for_permits, is_closing
from api.permit_rows import tell_coverage, tell_letters, tell_values
from api.permit_wish import AskedLimit
from api.permits import MOST_DAYS, check_there
from api.questions import OperatorKeys
from api.receipts.issue import receipted
from api.strict import StrictRoute
from zones.permits.day import local_day
from zones.permits.setting import Wish, bound_of
from zones.permits.verdicts import COMPLIES, DOES_NOT, NAMES, UNSURE
from zones.what_if.limit import LimitReplay, replay_limit

router = APIRouter(route_class=StrictRoute, tags=["what-if"])
MOST_COUNTED = 31
"""Days that a question may have counted for it."""


class AboutDraftLimit(AskedLimit):
    """What a limit would ask of whom, and over which days it is replayed."""

    operator: OperatorKeys = None
    from_: Day = Field(alias="from", description="First local day.")
    to: MaybeDay = Field(None, description="Local day, not included; left out: today.")


@router.get("/what-if/limit", response_model=WhatIfLimit, summary="A draft limit replayed")
def replay_draft_limit(
    question: Annotated[AboutDraftLimit, Query()], ask: Ask, request: Request
) -> Response:
    """What a draft limit would have meant on past days, beside the limits that held.

    It is judged as the board judges, as if it had been set on the first day: of limits of the same
    scope those of another season stay as they are. A limit that a module had put in force for a day
    goes before it on that day; `effects` names it, and the hours of zones that the numbers rest on.
    """
    with ask.read() as reading:
        local = today(reading.now_s, ask.timezone)
        first, to = days_asked(question.from_, question.to, local, MOST_DAYS)
        check_there(reading, question.municipality, question.zone)
        check_operators(reading, question.operator)
        wish = question.wish("", first, "nobody", "tried")
        found = _replay(reading, wish, question, to, ask.settings.timezone)
        content = {
            "municipality": wish.municipality,
            "indicator": wish.indicator,
            "form": question.form,
            "zone": wish.zone,
            "bound": bound_of(wish.indicator),
            "value": wish.value,
            "unit": wish.unit,
            "season": wish.season and {"from": wish.season[0], "to": wish.season[1]},
            "tolerance_m": wish.tolerance_m,
            "coverage_needed": wish.coverage_needed,
            "from": first,
            "to": to,
            "days": (to - first).days,
            "counted_now": max((one.counted_now for one in found), default=0),
            "alerts": _alerts(found, first),
            "rows": [_row(one) for one in found],
            "effects": _effects(reading, found, wish, to, ask.settings.timezone),
        }
        return receipted(content, question.indicator, request, ask, reading)


def _replay(
    reading: Reading, wish: Wish, question: AboutDraftLimit, to: Any, timezone: str
) -> list[LimitReplay]:
    now = datetime.fromtimestamp(reading.now_s, UTC)
    return replay_limit(
        reading.connection, wish, question.operator, to, timezone, now, MOST_COUNTED
    )


def _effects(
    reading: Reading, found: list[LimitReplay], wish: Wish, to: date, timezone: str
) -> list[dict[str, Any]]:
    """What modules had in force that the verdicts of the draft rest on."""
    first = local_day(wish.effective_from, timezone)
    last = local_day(to - timedelta(days=1), timezone)
    held = held_for_permits(reading, wish.municipality, first, last)
    used = {number for one in found for number in one.by_effect.values()}
    closes = wish.indicator == NO_PARKING
    return [tell_effect(one) for one in held if one.id in used or (closes and is_closing(one))]


def _row(one: LimitReplay) -> dict[str, Any]:
    """One operator: letters by day, what becomes other, and values by day."""
    counts = np.bincount(one.codes, minlength=len(NAMES)).tolist()
    pairs = Counter((int(one.now[n]), int(one.codes[n])) for n in one.changed)
    return {
        "operator": one.operator,
        "verdicts": tell_letters(one.codes),
        "in_force": tell_letters(one.now),
        "held": len(one.held),
        "by_effect": len(one.by_effect),
        "complies": counts[COMPLIES],
        "does_not_comply": counts[DOES_NOT],
        "not_enough_data": counts[UNSURE],
        "changed": len(one.changed),
        "changes": [
            {"was": NAMES[was], "becomes": NAMES[becomes], "days": days}
            for (was, becomes), days in sorted(pairs.items())
        ],
        "messages": one.messages,
        "least_margin": one.least_margin,
        **tell_values(one.row, len(one.codes)),
        "coverage": "-" * len(one.codes) if one.row is None else tell_coverage(one.row),
        "reasons": dict(sorted(Counter(one.reasons.values()).items())),
    }


def _alerts(found: list[LimitReplay], first: Any) -> dict[str, Any]:
    """Messages that it would have led to: each day anew, or when it begins."""
    days = np.zeros(max((len(one.codes) for one in found), default=0), np.int64)
    for one in found:
        days += one.codes == DOES_NOT
    most = int(days.max()) if len(days) else 0
    busiest = str(np.datetime64(first) + int(days.argmax())) if most else None
    return {
        "by_day": int(days.sum()),
        "by_beginning": sum(one.messages for one in found),
        "busiest_day": busiest,
        "on_busiest_day": most,
    }
