"""Indicators: what each published number means, its course in one area, its map at a moment."""

import math
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import Field, WithJsonSchema

from api.answer import answer
from api.answers import Indicator, IndicatorMap, Indicators, IndicatorSeries
from api.choice import check_area, check_operators, period_asked, told_of
from api.evidence import Ask, Evidence, Reading
from api.health import corrections
from api.moments import Moment, moment, written
from api.problems import BadQuestion, Fault, NotThere
from api.proposals import today
from api.questions import AreaNumber, ClassLimits, Code, FormFactors, OperatorKeys, Plain, Question
from api.receipts.issue import receipted
from api.strict import StrictRoute
from stoep.vocabulary import AreaKind
from zones.asked import USUAL, Group, Line, Options
from zones.asked_map import AreaValue
from zones.calendar import Step, labels
from zones.map import AT_A_MOMENT, OVER_A_PERIOD, map_at, map_over
from zones.map import IndicatorMap as Mapped
from zones.registry import INDICATORS
from zones.registry import Indicator as Entry
from zones.series import COURSES, Series, series
from zones.tolerance import tolerance_m

router = APIRouter(route_class=StrictRoute, tags=["indicators"])

COUNTED = ("vehicles_parked", "parked_density", "clutter_load")
"""Numbers that are counted into cells: what they were before a correction is kept."""
TAKES = {
    "limit": ("time_above_limit", "long_parked"),
    "classes": ("duration_classes",),
    "tolerance": ("share_in_hubs",),
}
"""Which numbers take which of the city's own limits."""
Name = Annotated[str, Path(description="Name of an indicator.", examples=["parked_density"])]


Limit = Annotated[
    Annotated[float, Field(gt=0, le=1e9)] | None,
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "examples": [150]}),
    Field(
        description="For time_above_limit: vehicles/km², and needed. For long_parked: days; left"
        " out: 2."
    ),
]


Tolerance = Annotated[
    Annotated[float, Field(ge=0, le=100)] | None,
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 100, "examples": [15]}),
    Field(
        description="For share_in_hubs: how far a position may be off, in metres; left out: as the"
        " municipality decided, else 15."
    ),
]


class AboutSeries(Question):
    """Of which area, when, how finely, and of whom."""

    area: AreaNumber
    from_: Moment = Field(alias="from", description="Start of the period.")
    to: Moment = Field(None, description="End of the period, not included; left out: now.")
    step: Step = Field(Step.hour, description=f"One of {', '.join(Step)}; days are local days.")
    group: Group = Field(Group.none, description="A line for each operator or form, or one.")
    operator: OperatorKeys = None
    form: FormFactors = None
    limit: Limit = None
    classes: ClassLimits = None
    tolerance: Tolerance = None
    told_at: Moment = Field(
        None,
        alias="toldAt",
        description="The numbers as they were told at this moment: corrections that late words of"
        " operators made afterwards are undone.",
    )


class AboutMap(Question):
    """Of which areas, when, and of whom."""

    kind: AreaKind = Field(description=f"One of {', '.join(AreaKind)}.")
    municipality: Code = None
    moment: Moment = Field(None, description="A past moment; left out: now, or a period.")
    from_: Moment = Field(None, alias="from", description="Start of a period.")
    to: Moment = Field(None, description="End of the period, not included; left out: now.")
    operator: OperatorKeys = None
    form: FormFactors = None
    classes: ClassLimits = None


@router.get("/indicators", response_model=Indicators, summary="Indicators")
def list_indicators(question: Annotated[Plain, Query()], ask: Ask) -> Response:
    """Every published number with its meaning, formula, unit, version and owner."""
    return answer({"indicators": [_told(entry, ask) for entry in INDICATORS.values()]})


@router.get("/indicators/{indicator}", response_model=Indicator, summary="One indicator")
def get_indicator(indicator: Name, question: Annotated[Plain, Query()], ask: Ask) -> Response:
    """One published number, as in the list of all."""
    return answer(_told(entry_of(indicator), ask))


def _told(entry: Entry, ask: Evidence) -> dict[str, Any]:
    return entry.as_dict() | {"overdue": entry.is_overdue(today(ask))}


@router.get("/indicators/{indicator}/series", response_model=IndicatorSeries, summary="Over time")
def get_series(
    indicator: Name, question: Annotated[AboutSeries, Query()], ask: Ask, request: Request
) -> Response:
    """An indicator of one area over time; where evidence is lacking values are null, never 0."""
    check_can(entry_of(indicator), tuple(COURSES), "has no course over time")
    _check_own(indicator, question)
    if question.told_at is not None:
        check_can(entry_of(indicator), COUNTED, "is not kept as it was told")
        ask.check_past(toldAt=question.told_at)
    with ask.read() as reading:
        start, end = period_asked(question.from_, question.to, reading.now_s)
        area = check_area(reading, question.area)
        check_operators(reading, question.operator)
        tolerance = question.tolerance
        if tolerance is None and indicator in TAKES["tolerance"]:
            tolerance = tolerance_m(reading.connection, question.area)
        found = series(
            reading.connection,
            indicator,
            question.area,
            start,
            end,
            question.step,
            group=question.group,
            operators=question.operator,
            forms=question.form,
            timezone=ask.settings.timezone,
            told_at=question.told_at,
            options=_options(question.limit, question.classes, tolerance),
            now_s=reading.now_s,
        )
        put_right = _corrections(reading, question.operator, found)
        told = tell_series(found, area) | {"labels": labels(found.edges, ask.settings.timezone)}
        content = told | {"corrections": put_right, "border_tolerance_m": tolerance}
        return receipted(content, indicator, request, ask, reading)


@router.get("/indicators/{indicator}/map", response_model=IndicatorMap, summary="On the map")
def get_map(
    indicator: Name, question: Annotated[AboutMap, Query()], ask: Ask, request: Request
) -> Response:
    """An indicator of every area of a kind: now, at a past moment, or over a period."""
    check_can(entry_of(indicator), (*AT_A_MOMENT, *OVER_A_PERIOD), "has no map")
    _check_own(indicator, question)
    ask.check_past(moment=question.moment)
    chosen: dict[str, Any] = {
        "municipality": question.municipality,
        "operators": question.operator,
        "forms": question.form,
    }
    with ask.read() as reading:
        check_operators(reading, question.operator)
        if question.from_ is None and question.to is None:
            check_can(entry_of(indicator), AT_A_MOMENT, "is of a period: give `from` and `to`")
            when, now_s = question.moment, reading.now_s
            options = _options(None, question.classes, None)
            found = map_at(
                reading.connection,
                indicator,
                question.kind,
                when,
                now_s,
                **chosen,
                options=options,
                seen=ask.scenes.seen,
            )
        else:
            check_can(entry_of(indicator), tuple(OVER_A_PERIOD), "is of a moment, not of a period")
            _check_either(question)
            start, end = period_asked(question.from_, question.to, reading.now_s)
            found = map_over(reading.connection, indicator, question.kind, start, end, **chosen)
        content = tell_map(found, reading.now_s)
        return receipted(content, indicator, request, ask, reading)


def _options(
    limit: float | None, classes: tuple[float, ...] | None, tolerance: float | None
) -> Options:
    return Options(
        limit,
        USUAL.class_limits_days if classes is None else classes,
        USUAL.tolerance_m if tolerance is None else tolerance,
    )


def entry_of(indicator: str) -> Entry:
    """The registry's entry; raises NotThere."""
    if indicator not in INDICATORS:
        known = ", ".join(INDICATORS)
        raise NotThere(f"There is no indicator `{indicator}`.", f"There are: {known}.")
    return INDICATORS[indicator]


def check_can(entry: Entry, able: tuple[str, ...], lack: str) -> None:
    """Refuse an indicator that is not among those of which there is such an answer."""
    if entry.id not in able:
        detail, remedy = f"`{entry.id}` {lack}.", f"Ask it of {', '.join(dict.fromkeys(able))}."
        raise BadQuestion(Fault(name="indicator", place="path", detail=detail, remedy=remedy))


def _check_own(indicator: str, question: Question) -> None:
    """Refuse a city's own limits for a number that knows none."""
    for name, able in TAKES.items():
        if getattr(question, name, None) is not None and indicator not in able:
            detail = f"`{indicator}` takes no `{name}`."
            remedy = f"Leave it out, or ask it of {', '.join(able)}."
            raise BadQuestion(Fault(name=name, place="query", detail=detail, remedy=remedy))


def _check_either(question: AboutMap) -> None:
    if question.moment is not None:
        detail, remedy = "`moment` is given besides a period.", "Give either, not both."
        raise BadQuestion(Fault(name="moment", place="query", detail=detail, remedy=remedy))


def _corrections(
    reading: Reading, operators: list[str] | None, found: Series
) -> list[dict[str, Any]]:
    """What late words of the operators in an answer put right about its period."""
    feeds = reading.named("feeds", key=None)
    ids = [f["id"] for f in feeds if operators is None or f["operator"] in operators]
    start_s, end_s = int(found.edges[0]), int(found.edges[-1])
    return [told for _, told in corrections(reading, ids, start_s, end_s)]


def tell_series(found: Series, area: dict[str, Any]) -> dict[str, Any]:
    """A series as the API tells it, without labels and receipt."""
    edges = written(found.edges)
    return {
        "indicator": found.indicator,
        "unit": found.unit,
        "area": area,
        "period": {"from": edges[0], "to": edges[-1]},
        "step": found.step,
        "coverage": round(found.coverage, 4),
        "edges": edges,
        "series": [_tell_line(line) for line in found.lines],
        "gaps": [
            {
                "feed": gap.feed,
                "from": moment(gap.start),
                "to": moment(gap.end),
                "reason": gap.reason,
            }
            for gap in found.gaps
        ],
    }


def _tell_line(line: Line) -> dict[str, Any]:
    return {
        "key": line.key,
        "name": line.name,
        "values": [known(value) for value in line.total.values.tolist()],
        "coverage": [round(share, 4) for share in line.total.coverage.tolist()],
        "reasons": line.total.reasons,
        "moments": None
        if line.moments is None
        else [moment(at or None) for at in line.moments.tolist()],
        "unknown": None if line.unknown is None else list(map(known, line.unknown.tolist())),
        "basis": line.basis,
    }


def tell_map(found: Mapped, now_s: int) -> dict[str, Any]:
    """A map as the API tells it, without its receipt."""
    period = found.period and {"from": moment(found.period[0]), "to": moment(found.period[1])}
    at = now_s if found.moment is None else found.moment
    return {
        "indicator": found.indicator,
        "unit": found.unit,
        "moment": None if period else moment(at),
        "period": period,
        "coverage": round(found.coverage, 4),
        "reason": found.reason,
        "values": [_tell_value(value) for value in found.values],
        "feeds": [told_of(feed) for feed in found.feeds],
    }


def _tell_value(value: AreaValue) -> dict[str, Any]:
    return {
        "area": value.area,
        "code": value.code,
        "name": value.name,
        "value": value.value,
        "coverage": round(value.coverage, 4),
        "reason": value.reason,
        "vehicles": value.vehicles,
        "area_m2": value.area_m2,
        "classes": value.classes or None,
        "possible": value.possible or None,
        "unknown": value.unknown,
    }


def known(value: float) -> float | None:
    """A number as JSON has it; null where it is unknown."""
    return None if math.isnan(value) else value
