"""Permits: limits, the board of verdicts, a row of it in full, one verdict with its evidence."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated

import numpy as np
from fastapi import APIRouter, Query, Request, Response
from pydantic import Field, WithJsonSchema

from api.answer import answer
from api.answers import PermitBoard, PermitCourse, PermitLimitHistory, PermitLimits, PermitVerdict
from api.choice import check_operators
from api.dates import Day, MaybeDay, days_asked
from api.effects_told import tell_effect
from api.evidence import Ask, Reading
from api.permit_detail import detail, today
from api.permit_effects import behind_scope, held_for_permits, tell_briefly
from api.permit_rows import tell_course, tell_row
from api.permits_told import tell_limit
from api.problems import BadQuestion, Fault
from api.questions import OperatorKeys, Question, Split
from api.receipts.issue import receipted
from api.strict import StrictRoute
from stoep.vocabulary import FormFactor
from zones.in_force import Held, read_held
from zones.permits.aside import read_asides, read_changed
from zones.permits.board import board
from zones.permits.by_effect import LIMIT, with_effects
from zones.permits.day import local_day
from zones.permits.limits import ALL, GROUP, WHOLE, Scope, in_force, read_limits
from zones.registry import INDICATORS

router = APIRouter(route_class=StrictRoute, prefix="/permits", tags=["permits"])

MOST_DAYS = 1_100
"""Three years."""
Form = StrEnum("Form", [ALL, *FormFactor])  # type: ignore[misc]
Judged = StrEnum("Judged", [n for n, e in INDICATORS.items() if e.group == GROUP])  # type: ignore[misc]
Text = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00]*$")]
Municipality = Annotated[Text, Field(description="Code of a municipality.", examples=["GM0518"])]
OperatorKey = Annotated[Text, Field(description="Key of an operator.", examples=["swift"])]
Forms = Annotated[
    list[Form] | None,
    Split,
    WithJsonSchema({"type": "string", "examples": ["all,moped"]}),
    Field(description=f"Rows of these, separated by commas: {', '.join(Form)}."),
]
Zone = Annotated[
    Text | None,
    WithJsonSchema({"type": "string", "examples": ["no_parking/N1"]}),
    Field(description="An area as kind/code; left out: the whole municipality."),
]


class AboutBoard(Question):
    """Of which municipality, when, and of whom."""

    municipality: Municipality
    from_: Day = Field(alias="from", description="First local day.")
    to: MaybeDay = Field(None, description="Local day, not included; left out: today.")
    operator: OperatorKeys = None
    form: Forms = None


class _AboutScope(Question):
    """One row of the board."""

    municipality: Municipality
    operator: OperatorKey
    form: Form = Field(Form(ALL), description=f"One of {', '.join(Form)}.")
    zone: Zone = None
    indicator: Judged = Field(description=f"One of {', '.join(Judged)}.")

    @property
    def scope(self) -> Scope:
        """The row, as limits name it."""
        return Scope(self.operator, self.form, self.zone or WHOLE, self.indicator)


class AboutCourse(_AboutScope):
    """One row of the board, and when."""

    from_: Day = Field(alias="from", description="First local day.")
    to: MaybeDay = Field(None, description="Local day, not included; left out: today.")


class AboutVerdict(_AboutScope):
    """One row of the board on one day."""

    day: Day = Field(description="A local day that is over.")


class AboutLimits(Question):
    """Of which municipality, on which day, of whom."""

    municipality: Municipality
    day: MaybeDay = Field(None, description="A local day; left out: today.")
    operator: OperatorKeys = None


class AboutHistory(Question):
    """Of which municipality, of whom."""

    municipality: Municipality
    operator: OperatorKeys = None


@router.get("/board", response_model=PermitBoard, summary="Verdicts by row and day")
def get_permit_board(question: Annotated[AboutBoard, Query()], ask: Ask) -> Response:
    """Each limit through a run of days, a letter a day; values are in the course of a row."""
    with ask.read() as reading:
        first, to = days_asked(
            question.from_, question.to, today(reading.now_s, ask.timezone), MOST_DAYS
        )
        check_there(reading, question.municipality, None)
        check_operators(reading, question.operator)
        rows = board(
            reading.connection,
            question.municipality,
            first,
            to,
            operators=question.operator,
            forms=question.form,
        )
        held = _held(reading, ask, question.municipality, first, to)
        changed = _changed(reading, question.municipality, first, to)
    dates = np.arange(np.datetime64(first), np.datetime64(to)).astype(str)
    period = {"from": first, "to": to, "days": len(dates)}
    told = [
        tell_row(row, dates.tolist(), held) | {"changed": changed.get(row.scope, [])}
        for row in rows
    ]
    used = {number for row in told for number in row["effects"]}
    effects = [tell_briefly(one) for one in held if one.id in used]
    content = {"municipality": question.municipality} | period
    return answer(content | {"rows": told, "effects": effects})


@router.get("/course", response_model=PermitCourse, summary="A row of the board in full")
def get_permit_course(
    question: Annotated[AboutCourse, Query()], ask: Ask, request: Request
) -> Response:
    """Values, limits, margins and coverage of one row, day by day."""
    with ask.read() as reading:
        first, to = days_asked(
            question.from_, question.to, today(reading.now_s, ask.timezone), MOST_DAYS
        )
        _check_scope(reading, question)
        found = board(reading.connection, question.municipality, first, to, scope=question.scope)
        period = {"municipality": question.municipality, "from": first, "to": to}
        asked = {**period, **question.scope._asdict()}
        reasons = {
            ((day - first).days, tolerance): reason
            for day, tolerance, reason in reading.rows("permit_reasons", **asked)
        }
        if not found:
            detail, remedy = "It has no limit in this period.", "See /v1/permits/limits/history."
            raise BadQuestion(Fault(name="indicator", place="query", detail=detail, remedy=remedy))
        held = _held(reading, ask, question.municipality, first, to)
        effects = [tell_effect(one) for one in behind_scope(held, question.scope)]
        content = period | tell_course(found[0], reasons) | {"effects": effects}
        return receipted(content, question.indicator, request, ask, reading)


@router.get("/verdict", response_model=PermitVerdict, summary="One verdict with its evidence")
def get_permit_verdict(
    question: Annotated[AboutVerdict, Query()], ask: Ask, request: Request
) -> Response:
    """One number and limit of one day: the verdict, and the stays that it rests on."""
    with ask.read() as reading:
        now = today(reading.now_s, ask.timezone)
        if question.day >= now:
            remedy = "Ask for a day that is over."
            fault = f"`day` is not over on {now}."
            raise BadQuestion(Fault(name="day", place="query", detail=fault, remedy=remedy))
        _check_scope(reading, question)
        zone = ask.settings.timezone
        found = detail(reading, question.municipality, question.scope, question.day, zone)
        return receipted(found, question.indicator, request, ask, reading)


@router.get("/limits", response_model=PermitLimits, summary="Limits in force")
def list_permit_limits(question: Annotated[AboutLimits, Query()], ask: Ask) -> Response:
    """What a municipality asks of operators on a day, who set it, and why."""
    with ask.read() as reading:
        day = question.day or today(reading.now_s, ask.timezone)
        check_there(reading, question.municipality, None)
        check_operators(reading, question.operator)
        usual = read_limits(reading.connection, question.municipality)
        after = day + timedelta(days=1)
        limits = with_effects(reading.connection, usual, question.municipality, day, after)
        local = local_day(day, ask.settings.timezone)
        effects = read_held(
            reading.connection, local.start, local.end, municipality=question.municipality,
            kind=LIMIT,
        )  # fmt: skip
    wanted = [x for x in limits if question.operator is None or x.operator in question.operator]
    held = [
        in_force((x for x in wanted if x.scope == scope), day)
        for scope in sorted({x.scope for x in wanted})
    ]
    told = [tell_limit(limit) for limit in held if limit is not None]
    content = {"municipality": question.municipality, "day": day, "limits": told}
    return answer(content | {"effects": [tell_effect(one) for one in effects]})


@router.get("/limits/history", response_model=PermitLimitHistory, summary="Who changed a limit")
def list_permit_limit_history(question: Annotated[AboutHistory, Query()], ask: Ask) -> Response:
    """Every limit that was ever set or withdrawn: by whom, when, and why; the newest first."""
    with ask.read() as reading:
        check_there(reading, question.municipality, None)
        check_operators(reading, question.operator)
        limits = read_limits(reading.connection, question.municipality)
    told = [
        tell_limit(limit)
        for limit in reversed(limits)
        if question.operator is None or limit.operator in question.operator
    ]
    return answer({"municipality": question.municipality, "limits": told})


def _held(reading: Reading, ask: Ask, municipality: str, first: date, to: date) -> list[Held]:
    """What modules had in force on some days that verdicts may rest on."""
    zone = ask.settings.timezone
    last = local_day(to - timedelta(days=1), zone)
    return held_for_permits(reading, municipality, local_day(first, zone), last)


def _check_scope(reading: Reading, question: _AboutScope) -> None:
    check_there(reading, question.municipality, question.zone)
    check_operators(reading, [question.operator])


def check_there(
    reading: Reading, municipality: str, zone: str | None = None, place: str = "query"
) -> None:
    """Refuse a municipality that nobody drew, and a zone that is not in it."""
    ((known, inside),) = reading.rows("permit_zone", municipality=municipality, zone=zone)
    faults = []
    if not known:
        fault = f"There is no municipality `{municipality}`."
        remedy = "See /v1/areas?kind=municipality for all."
        faults.append(Fault(name="municipality", place=place, detail=fault, remedy=remedy))
    elif not inside:
        fault = f"There is no zone `{zone}` in `{municipality}`."
        remedy = "Write it as kind/code of an area there (see /v1/areas)."
        faults.append(Fault(name="zone", place=place, detail=fault, remedy=remedy))
    if faults:
        raise BadQuestion(*faults)


def _changed(reading: Reading, municipality: str, first: date, to: date) -> dict[Scope, list[date]]:
    """By row, the days that were counted anew because evidence was set aside."""
    whys = sorted({one.why for one in read_asides(reading.connection, municipality)})
    found: dict[Scope, list[date]] = {}
    if not whys:
        return found
    for one in read_changed(reading.connection, municipality, first, to, whys):
        days = found.setdefault(Scope(one.operator, one.form, one.zone, one.indicator), [])
        if one.day not in days:
            days.append(one.day)
    return found
