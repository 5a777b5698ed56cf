"""Days with a label beside comparable days without: what stood, how full hubs were, from where."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.answer import answer
from api.answers import LabelComparison
from api.dates import Day, MaybeDay, days_asked
from api.evidence import Ask, Evidence, Reading
from api.labels import ModuleName, label_module
from api.module_told import words
from api.modules import now_of
from api.moments import moment
from api.permit_detail import today
from api.permits import Municipality, check_there
from api.questions import AreaId, Question
from api.strict import StrictRoute
from stoep.vocabulary import AreaKind
from zones.compare import SURE
from zones.measure import UnknownArea
from zones.modules.beside import NEAR, Beside, Days, compare_days, days_told
from zones.modules.effects import read_effects
from zones.modules.inflow import Inflow, inflow
from zones.modules.street import Place, read_places
from zones.movement.flows import NoCell, NoSuchGrid
from zones.movement.publish import read_grids
from zones.permits.day import local_day
from zones.registry import INDICATORS

router = APIRouter(route_class=StrictRoute, prefix="/labels", tags=["modules"])
MOST_DAYS = 92
DENSITY, OCCUPANCY = "parked_density", "hub_occupancy"
NO_AREA, OTHER_GRID = "no_area", "other_grid"


class AboutLabelComparison(Question):
    """Of which municipality and module, which days, and into which area."""

    municipality: Municipality
    module: ModuleName
    from_: Day = Field(alias="from", description="First local day.")
    to: MaybeDay = Field(
        None, description=f"Local day, not included; left out: today. At most {MOST_DAYS} days."
    )
    area: AreaId = Field(
        None,
        description="District of which the inflow is told; left out: where the density differs"
        " most.",
    )


@router.get("/compare", response_model=LabelComparison, summary="Days with a label and without")
def compare_label_days(question: Annotated[AboutLabelComparison, Query()], ask: Ask) -> Response:
    """What was otherwise on days with a yes than on comparable days with a no.

    What was observed counts. Comparable is a day of the same kind (working day, or weekend and
    public holiday) at most four weeks away, of which the same feeds saw enough. Days that are
    unknown, or without a comparable day, are in no number, and are named.
    """
    code = question.municipality
    with ask.read() as reading:
        check_there(reading, code)
        module = label_module(question.module)
        now = today(reading.now_s, ask.timezone)
        first, to = days_asked(question.from_, question.to, now, MOST_DAYS)
        on = reading.connection
        days = days_told(on, code, module.name, first, to, now_of(ask))
        at = local_day(to, ask.settings.timezone).start - 1
        places = read_places(on, code, [AreaKind.district, AreaKind.hub], at)
        named = _named(ask, reading, code, module.name, at)
        hubs = [one for one in places if one.area.kind == AreaKind.hub and one.area.capacity]
        districts = [one for one in places if one.area.kind == AreaKind.district]
        areas = [_told(ask, reading, DENSITY, one, days, first, to) for one in districts + named]
        full = [_told(ask, reading, OCCUPANCY, one, days, first, to) for one in hubs]
        content = {
            "municipality": code,
            "module": module.name,
            "title": words(module.manifest.title),
            "from": first.isoformat(),
            "to": to.isoformat(),
            "most_days_apart": NEAR.days,
            "coverage_needed": SURE,
            "days": {
                "compared": _written(days.compared),
                "beside": _written(days.beside),
                "alone": _written([day for day in days.yes if day not in days.compared]),
                "unknown": _written(days.unknown),
                "untold": _written(days.untold),
            },
            "areas": _most_first(areas),
            "hubs": _most_first(full),
            "inflow": _inflow(ask, reading, question.area, areas, days, (first, to)),
        }
    return answer(content)


def _written(days: Any) -> list[str]:
    return [day.isoformat() for day in days]


def _most_first(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Where it is most otherwise first, what cannot be said last."""
    return sorted(
        told,
        key=lambda one: (one["difference"] is None, -abs(one["difference"] or 0), one["name"]),
    )


def _named(ask: Evidence, reading: Reading, code: str, module: str, at: int) -> list[Place]:
    """The areas that something follows in, but hubs: these are told by how full they are."""
    effects = read_effects(reading.connection, code, now_of(ask), module)
    keys = {one.area for one in effects if one.area}
    kinds = sorted({key.split("/")[0] for key in keys} - {AreaKind.hub, AreaKind.district})
    found = read_places(reading.connection, code, kinds, at)
    return [place for place in found if place.area.key in keys]


def _told(
    ask: Evidence,
    reading: Reading,
    indicator: str,
    place: Place,
    days: Days,
    first: date,
    to: date,
) -> dict[str, Any]:
    zone = ask.settings.timezone
    found = compare_days(reading.connection, indicator, place.number, days, zone)
    begin, end = moment(local_day(first, zone).start), moment(local_day(to, zone).start)
    question = f"area={place.number}&from={begin}&to={end}&step=day"
    return {
        "area": place.number,
        "kind": place.area.kind,
        "code": place.area.code,
        "name": place.area.name,
        "indicator": indicator,
        "unit": INDICATORS[indicator].unit,
        **_both(found),
        "series": f"/v1/indicators/{indicator}/series?{question}",
    }


def _both(found: Beside) -> dict[str, Any]:
    return {
        "value": found.value,
        "beside": found.beside,
        "difference": found.difference,
        "days": found.days,
        "beside_days": found.beside_days,
        "coverage": round(found.coverage, 4),
        "reason": found.reason,
    }


def _inflow(
    ask: Evidence,
    reading: Reading,
    area: int | None,
    areas: list[dict[str, Any]],
    days: Days,
    period: tuple[date, date],
) -> dict[str, Any]:
    """From where rentals came into a district, as far as they are told at all."""
    settings = ask.settings
    known = [one for one in areas if one["difference"] and one["kind"] == AreaKind.district]
    if area is None and known:
        area = max(known, key=lambda one: abs(one["difference"]))["area"]
    place = next((one for one in areas if one["area"] == area), None)
    if place is None or area is None:
        return _no_inflow(settings.flow_k, NO_AREA)
    first, to = (local_day(day, settings.timezone).start for day in period)
    try:
        found = inflow(
            reading.connection, read_grids(settings.flow_grids), area, days, first, to,
            reading.now_s, k=settings.flow_k, timezone=settings.timezone,
        )  # fmt: skip
    except (NoCell, NoSuchGrid, UnknownArea):
        return _no_inflow(settings.flow_k, OTHER_GRID)
    named = {name: place[name] for name in ("kind", "code", "name")}
    return _tell_inflow(found, {"id": area, **named})


def _no_inflow(k: int, reason: str) -> dict[str, Any]:
    return _tell_inflow(Inflow(k, reason=reason), None)


def _tell_inflow(found: Inflow, area: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "area": area,
        "k": found.k,
        "blocks": found.blocks,
        "beside_blocks": found.beside_blocks,
        "coverage": round(found.coverage, 4),
        "reason": found.reason,
        "origins": [
            {
                "id": one.id,
                "name": one.name,
                "value": one.value,
                "beside": one.beside,
                "difference": None
                if one.value is None or one.beside is None
                else one.value - one.beside,
            }
            for one in found.origins
        ],
    }
