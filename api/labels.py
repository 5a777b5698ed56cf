"""What modules told of days: expected and observed, why, what followed, and what it did."""

from datetime import UTC, date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import Field, WithJsonSchema

from api.answer import answer
from api.answers import LabelDayInFull, Labels
from api.dates import Day, MaybeDay
from api.evidence import Ask, Evidence, Reading
from api.module_told import plain, tell_fact, words
from api.modules import now_of, readable
from api.moments import moment
from api.permit_detail import today
from api.permits import Municipality, Text, check_there
from api.problems import BadQuestion, Fault, NotThere
from api.questions import Question
from api.strict import StrictRoute
from runner.find import Module, find_modules
from stoep.contract.facts import Basis
from stoep.contract.manifest import Kind
from zones.modules.calendar import day_of, read_school
from zones.modules.effects import Following, what_follows
from zones.modules.facts import EVENING
from zones.modules.labels import Telling, all_of_day, names_of_areas, read_labels
from zones.modules.setting import in_force
from zones.modules.weather import weather_of
from zones.permits.day import local_day
from zones.registry import INDICATORS

router = APIRouter(route_class=StrictRoute, prefix="/labels", tags=["modules"])
MOST_DAYS = 400
ModuleName = Annotated[Text, Field(description="Name of a module.", examples=["beach_day"])]
MaybeModule = Annotated[
    Text | None,
    WithJsonSchema({"type": "string", "examples": ["beach_day"]}),
    Field(description="Name of a module; left out: all that label days."),
]
DAY = timedelta(days=1)


class AboutLabels(Question):
    """Of which municipality and module, and which days."""

    municipality: Municipality
    module: MaybeModule = None
    from_: Day = Field(alias="from", description="First local day.")
    to: MaybeDay = Field(
        None,
        description="Local day, not included; left out: the day after tomorrow."
        f" At most {MOST_DAYS} days.",
    )


class AboutLabelDay(Question):
    """Of which municipality, module and day."""

    municipality: Municipality
    module: ModuleName
    day: Day = Field(description="A local day.")


@router.get("", response_model=Labels, summary="Labels of days")
def list_labels(question: Annotated[AboutLabels, Query()], ask: Ask) -> Response:
    """Each day as it was expected the evening before and observed afterwards, with the evidence."""
    with ask.read() as reading:
        check_there(reading, question.municipality)
        now = today(reading.now_s, ask.timezone)
        first, to = _period(question, now + 2 * DAY)
        modules = [label_module(question.module)] if question.module else _labelling()
        told = [
            _tell_module(ask, reading, question.municipality, one, first, to) for one in modules
        ]
    return answer(
        {
            "municipality": question.municipality,
            "from": first.isoformat(),
            "to": to.isoformat(),
            "today": now.isoformat(),
            "decides_at": f"{EVENING:%H:%M}",
            "modules": told,
        }
    )


@router.get("/day", response_model=LabelDayInFull, summary="One day in full")
def get_label_day(question: Annotated[AboutLabelDay, Query()], ask: Ask) -> Response:
    """Why a day is what it is: all that was told of it, with the weather as it was known then."""
    code, day = question.municipality, question.day
    with ask.read() as reading:
        check_there(reading, code)
        module, on = label_module(question.module), reading.connection
        told = all_of_day(on, module, code, day, ask.settings.timezone)
        about = day_of(day, read_school(on, code))
        following = [
            one
            for one in what_follows(on, code, day, day + DAY, now_of(ask))
            if one.told.module == module.name
        ]
        content = {
            "municipality": code,
            "module": module.name,
            "title": words(module.manifest.title),
            "day": day.isoformat(),
            "public_holiday": about.public_holiday or "",
            "school_holiday": about.school_holiday,
            "told": [
                _tell(module, one) | {"weather": _weather(ask, reading, code, module, one)}
                for one in told
            ],
            "follows": _follows(reading, code, following),
        }
    return answer(content)


def label_module(name: str) -> Module:
    """A module that labels days; raises BadQuestion."""
    remedy = "See /v1/modules for those whose kind is label."
    try:
        found = readable(name, "module", "query")
    except NotThere as refused:
        raise _bad("module", refused.sentence, remedy) from None
    if found.manifest.kind is not Kind.label:
        kind = found.manifest.kind.value
        raise _bad("module", f"`{name}` gives {kind}, no labels of days.", remedy)
    return found


def _labelling() -> list[Module]:
    return [
        one for one in find_modules() if isinstance(one, Module) and one.manifest.kind is Kind.label
    ]


def _period(question: AboutLabels, usual: date) -> tuple[date, date]:
    first, to = question.from_, question.to or usual
    if not 0 < (to - first).days <= MOST_DAYS:
        remedy = f"Give `from` and a later `to`, with 1 to {MOST_DAYS} days between them."
        raise _bad("from", f"The period has {(to - first).days} days.", remedy)
    return first, to


def _bad(name: str, detail: str, remedy: str) -> BadQuestion:
    return BadQuestion(Fault(name=name, place="query", detail=detail, remedy=remedy))


def _tell_module(
    ask: Evidence, reading: Reading, municipality: str, module: Module, first: date, to: date
) -> dict[str, Any]:
    on = reading.connection
    told = read_labels(on, module, municipality, first, to, now_of(ask), ask.settings.timezone)
    days: dict[date, dict[str, Any]] = {}
    for one in told:
        day = days.setdefault(one.told.day, dict.fromkeys(Basis))
        day[one.told.basis] = _tell(module, one)
    setting = in_force(on, municipality, module.name)
    return {
        "id": module.name,
        "title": words(module.manifest.title),
        "on": setting is not None and setting.enabled,
        "evidence": list(module.manifest.evidence),
        "days": [{"day": day.isoformat(), **days[day]} for day in sorted(days)],
    }


def _tell(module: Module, one: Telling) -> dict[str, Any]:
    told, declared = one.told, module.manifest.parameters
    return {
        "basis": told.basis,
        "answer": told.answer,
        "decided_at": moment(told.told_at.timestamp()),
        "known_at": moment(told.known_at.timestamp()),
        "version": told.version,
        "setting": told.setting_id,
        "facts": [tell_fact(module.manifest, fact) for fact in told.results],
        "thresholds": [
            {
                "name": name,
                "text": {"nl": declared[name].nl, "en": declared[name].en},
                "unit": declared[name].unit,
                "unit_text": {"nl": declared[name].unit_nl, "en": declared[name].unit},
                "value": plain(value),
            }
            for name, value in one.thresholds.items()
        ],
        "sources": [
            {
                "fact": source.fact,
                "source": source.source,
                "known_at": None
                if source.known_at is None
                else moment(source.known_at.timestamp()),
            }
            for source in one.sources
        ],
    }


def _weather(
    ask: Evidence, reading: Reading, municipality: str, module: Module, one: Telling
) -> list[dict[str, Any]]:
    """The hours as they were known when it was told; none where the module asks for none."""
    if not module.manifest.needs_fact("weather"):
        return []
    zone = ask.settings.timezone
    hours = weather_of(
        reading.connection,
        municipality,
        local_day(one.told.day, zone),
        Basis(one.told.basis),
        one.told.known_at,
        zone,
    )
    named = ("temperature_c", "rain_mm", "wind_ms", "sun_wm2", "source")
    return [
        {"begin": moment(hour.begin.astimezone(UTC).timestamp()), "hour": hour.local_hour}
        | {name: getattr(hour, name) for name in named}
        for hour in hours.hours
    ]


def _follows(reading: Reading, municipality: str, found: list[Following]) -> list[dict[str, Any]]:
    keys = [one.effect.area for one in found if one.effect.area]
    names = names_of_areas(reading.connection, municipality, keys)
    kept = ("id", "kind", "area", "value", "indicator", "recipients", "message", "set_by", "why")
    return [
        {name: getattr(one.effect, name) for name in kept}
        | {
            "area_name": names.get(one.effect.area or ""),
            "indicator_text": _indicator(one.effect.indicator),
            "opens": _clock(one.effect.hours_from),
            "closes": _clock(one.effect.hours_until),
            "basis": one.told.basis,
        }
        for one in found
    ]


def _indicator(name: str | None) -> dict[str, str] | None:
    entry = None if name is None else INDICATORS[name]
    return None if entry is None else {"nl": entry.name.nl, "en": entry.name.en}


def _clock(given: Any) -> str | None:
    return None if given is None else f"{given:%H:%M}"
