"""`/v1/reports`: a council report and an operator report, and the same as workbooks."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from api.answer import answer
from api.answers import PeriodReport
from api.dates import Day, MaybeDay, days_asked
from api.evidence import Ask, Evidence
from api.exports.asked import Asker, Refused
from api.exports.files import MEDIA, attached, contents
from api.exports.workbook import as_xlsx
from api.lanes import run_in_lane
from api.permit_detail import today
from api.permits import Municipality, OperatorKey
from api.problems import BadQuestion, Fault
from api.questions import Question
from api.reports.scope import Scope
from api.reports.written import as_file, council, operator
from api.strict import StrictRoute

router = APIRouter(route_class=StrictRoute, tags=["reports"])
MOST_DAYS = 92
"""A quarter of a year."""
Writer = Callable[[Scope, Evidence], Awaitable[dict[str, Any]]]
XLSX = "xlsx"


class AboutCouncil(Question):
    """Of which municipality, which days."""

    municipality: Municipality
    from_: Day = Field(alias="from", description="First local day.")
    to: MaybeDay = Field(
        None, description="Local day, not included; left out: today. At most 92 days."
    )


class AboutOperator(AboutCouncil):
    """The same, of one operator."""

    operator: OperatorKey


@router.get("/reports/council", response_model=PeriodReport, summary="A report for the council")
async def get_council_report(
    question: Annotated[AboutCouncil, Query()], ask: Ask, request: Request
) -> Response:
    """How many vehicles, where most, permits, long parked, hubs, the data: days that are over."""
    return await _told(council, question, None, ask, request)


@router.get("/reports/operator", response_model=PeriodReport, summary="A report about one operator")
async def get_operator_report(
    question: Annotated[AboutOperator, Query()], ask: Ask, request: Request
) -> Response:
    """Each limit with verdict, margin and coverage, and what was delivered: the same for both."""
    return await _told(operator, question, question.operator, ask, request)


@router.get(
    "/exports/reports/council",
    response_class=Response,
    responses={200: contents(XLSX)},
    summary="A report for the council as a file",
    tags=["exports"],
)
async def export_council_report(
    question: Annotated[AboutCouncil, Query()], ask: Ask, request: Request
) -> Response:
    """The same as a workbook (XLSX): a sheet for each table."""
    return await _filed(council, question, None, ask, request)


@router.get(
    "/exports/reports/operator",
    response_class=Response,
    responses={200: contents(XLSX)},
    summary="A report about one operator as a file",
    tags=["exports"],
)
async def export_operator_report(
    question: Annotated[AboutOperator, Query()], ask: Ask, request: Request
) -> Response:
    """The same as a workbook (XLSX): a sheet for each table."""
    return await _filed(operator, question, question.operator, ask, request)


async def _told(
    written: Writer, question: AboutCouncil, whose: str | None, ask: Evidence, request: Request
) -> Response:
    try:
        return answer(await written(await _scope(question, whose, ask, request), ask))
    except Refused as refused:
        return refused.response()


async def _filed(
    written: Writer, question: AboutCouncil, whose: str | None, ask: Evidence, request: Request
) -> Response:
    try:
        report = await written(await _scope(question, whose, ask, request), ask)
    except Refused as refused:
        return refused.response()
    file = as_file(report, request)
    body = await run_in_lane(partial(as_xlsx, file), is_slow=True)
    return attached(body, MEDIA[XLSX], f"{file.name}.{XLSX}")


async def _scope(
    question: AboutCouncil, whose: str | None, ask: Evidence, request: Request
) -> Scope:
    """What a report is about; raises BadQuestion for a place or operator that nobody knows."""
    now = today(int(ask.clock()), ask.timezone)
    first, to = days_asked(question.from_, question.to, now, MOST_DAYS)
    asking = Asker(request)
    code = question.municipality
    areas = await asking("/areas", {"kind": "municipality", "municipality": code, "geometry": "no"})
    known = await asking("/operators", {})
    operators = {one["key"]: one["name"] for one in known.answer["operators"]}
    faults = []
    if not areas.answer["features"]:
        fault = f"There is no municipality `{code}`."
        faults.append(_fault("municipality", fault, "See /v1/areas?kind=municipality for all."))
    if whose is not None and whose not in operators:
        fault = f"There is no operator `{whose}`."
        faults.append(_fault("operator", fault, "See /v1/operators for all."))
    if faults:
        raise BadQuestion(*faults)
    found = areas.answer["features"][0]
    named = {name: found["properties"][name] for name in ("kind", "code", "name")}
    mine = operators if whose is None else {whose: operators[whose]}
    return Scope(asking, {"id": found["id"], **named}, mine, whose, first, to, ask.timezone)


def _fault(name: str, detail: str, remedy: str) -> Fault:
    return Fault(name=name, place="query", detail=detail, remedy=remedy)
