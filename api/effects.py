"""Effects: what modules put in force in a municipality on a day, why, since when, by whom."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import Field

from api.answer import answer
from api.answers import Effects
from api.dates import MaybeDay
from api.effects_told import tell_effect
from api.evidence import Ask, Reading
from api.moments import moment
from api.permit_detail import today
from api.permits import Municipality, check_there
from api.questions import Question
from api.strict import StrictRoute
from runner.find import Module, find_modules
from stoep.contract.facts import Basis
from zones.in_force import read_held
from zones.modules.effects import read_effects
from zones.modules.setting import in_force
from zones.modules.told import read_told
from zones.permits.day import local_days

router = APIRouter(route_class=StrictRoute, tags=["modules"])


class AboutEffects(Question):
    """Of which municipality, on which day."""

    municipality: Municipality
    day: MaybeDay = Field(None, description="A local day, tomorrow too; left out: today.")


@router.get("/effects", response_model=Effects, summary="What modules put in force")
def list_effects(question: Annotated[AboutEffects, Query()], ask: Ask) -> Response:
    """More places in a hub, a zone that opens, a limit: decided the evening before, then kept.

    Whatever is observed of the day afterwards stands beside it and changes nothing.
    """
    with ask.read() as reading:
        day = question.day or today(reading.now_s, ask.timezone)
        check_there(reading, question.municipality, None)
        (local,) = local_days(day, day + timedelta(days=1), ask.settings.timezone)
        held = read_held(
            reading.connection, local.start, local.end, municipality=question.municipality
        )
        modules = _modules(reading, question.municipality, day)
    told = [tell_effect(one) for one in held]
    content = {"municipality": question.municipality, "day": day, "modules": modules}
    return answer(content | {"effects": told})


def _modules(reading: Reading, municipality: str, day: date) -> list[dict[str, Any]]:
    """The modules of which something may follow on a day, and what each told of it."""
    now = datetime.fromtimestamp(reading.now_s, UTC)
    effects = read_effects(reading.connection, municipality, now)
    names = sorted({effect.module for effect in effects if effect.holds(day)})
    told = {
        (one.module, one.basis): one
        for one in read_told(reading.connection, municipality, day, day + timedelta(days=1), now)
    }
    titles = {
        one.name: {"nl": one.manifest.title.nl, "en": one.manifest.title.en}
        for one in (find_modules() if names else ())
        if isinstance(one, Module)
    }
    found = []
    for name in names:
        setting = in_force(reading.connection, municipality, name)
        expected, observed = (told.get((name, basis.value)) for basis in Basis)
        found.append(
            {
                "module": name,
                "title": titles.get(name, {"nl": name, "en": name}),
                "on": setting is not None and setting.enabled,
                "expected": expected and expected.answer,
                "told_at": expected and moment(expected.told_at.timestamp()),
                "observed": observed and observed.answer,
            }
        )
    return found
