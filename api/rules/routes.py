"""The published rules of a municipality at two moments: what was added, changed and ended."""

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.answer import answer
from api.answers.rules import RuleChanges
from api.choice import check_operators, period_asked
from api.evidence import Ask, Evidence, Reading
from api.moments import Moment, moment
from api.permits import Municipality, check_there
from api.questions import OperatorKeys, Question
from api.rules.dated import duties_at, limits_at
from api.rules.told import tell_change
from api.rules.version import Change, compare
from api.rules.zones import zones_at
from api.strict import StrictRoute

router = APIRouter(route_class=StrictRoute, tags=["permits"])
WHATS = ("added", "changed", "ended")


class AboutRuleChanges(Question):
    """Of which municipality, between which moments, about whom."""

    municipality: Municipality
    from_: Moment = Field(alias="from", description="The one moment.")
    to: Moment = Field(None, description="The other, later one; left out: now.")
    operator: OperatorKeys = None


@router.get("/rule-changes", response_model=RuleChanges, summary="Rules at two moments")
def get_rule_changes(question: Annotated[AboutRuleChanges, Query()], ask: Ask) -> Response:
    """What operators could know of the rules at one moment beside what they could at another.

    Zones are for all operators; limits and duties are left out that are not of those asked about.
    """
    ask.check_past(from_=question.from_, to=question.to)
    with ask.read() as reading:
        start, end = period_asked(question.from_, question.to, reading.now_s, 20 * 366)
        check_there(reading, question.municipality, None)
        check_operators(reading, question.operator)
        found = changes_between(reading, ask, question.municipality, start, end)
    wanted = [change for change in found if _is_about(change, question.operator)]
    counted = Counter(change.what for change in wanted)
    return answer(
        {
            "municipality": question.municipality,
            "period": {"from": moment(start), "to": moment(end)},
            **{what: counted[what] for what in WHATS},
            "changes": [tell_change(change) for change in wanted],
        }
    )


def changes_between(
    reading: Reading, ask: Evidence, municipality: str, start: int, end: int
) -> list[Change]:
    """All changes between two moments (unix seconds)."""
    names = dict(reading.rows("operators"))
    found: list[Change] = []
    one, other = (zones_at(reading, municipality, at, ask.timezone) for at in (start, end))
    found += compare(one, other)
    for dated in (limits_at, duties_at):
        one, other = (
            dated(reading.connection, municipality, at, ask.timezone, names) for at in (start, end)
        )
        found += compare(one, other)
    return found


def _is_about(change: Change, operators: list[str] | None) -> bool:
    one = change.becomes or change.was
    assert one is not None
    return operators is None or one.operator is None or one.operator in operators
