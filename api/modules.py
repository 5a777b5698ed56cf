"""The catalogue of modules, and each as one municipality has it: set, tried, run, failed."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from api.answer import answer
from api.answers import ModuleInFull, Modules
from api.evidence import Ask, Evidence, Reading
from api.module_told import tell_entry, tell_setting
from api.people.refusals import NotSignedIn
from api.permit import caller_of
from api.permit_detail import today
from api.permits import Municipality, check_there
from api.problems import BadQuestion, Fault, NotThere
from api.questions import Question
from api.strict import StrictRoute
from runner.find import Broken, Module, find_modules
from stoep.contract.manifest import CONTRACT
from zones.modules.catalogue import read_entries
from zones.modules.setting import read_settings

router = APIRouter(route_class=StrictRoute, tags=["modules"])
ModulePath = Annotated[
    str,
    Path(pattern=r"^[^\x00]{1,100}$", description="Name of a module.", examples=["beach_day"]),
]
SEE = "See /v1/modules for all."


class AboutModules(Question):
    """Of which municipality."""

    municipality: Municipality


@router.get("/modules", response_model=Modules, summary="Modules")
def list_modules(
    question: Annotated[AboutModules, Query()], ask: Ask, request: Request
) -> Response:
    """Each module there is: what it asks, who answers for it, how this municipality has it set."""
    with ask.read() as reading:
        check_there(reading, question.municipality)
        told = _entries(ask, reading, question.municipality, find_modules())
    return answer(
        {
            "municipality": question.municipality,
            "contract": CONTRACT,
            "may_act": may_act(ask, request, question.municipality),
            "modules": told,
        }
    )


@router.get("/modules/{id}", response_model=ModuleInFull, summary="One module")
def get_module(
    id: ModulePath, question: Annotated[AboutModules, Query()], ask: Ask, request: Request
) -> Response:
    """A module with its README, and who switched it on or off in this municipality, and why."""
    with ask.read() as reading:
        check_there(reading, question.municipality)
        one = module_named(id)
        [told] = _entries(ask, reading, question.municipality, [one])
        history = read_settings(reading.connection, question.municipality, id)
    return answer(
        {
            "municipality": question.municipality,
            "may_act": may_act(ask, request, question.municipality),
            "module": told,
            "readme": "" if isinstance(one, Broken) else one.readme,
            "history": [tell_setting(setting) for setting in history],
        }
    )


def _entries(
    ask: Evidence, reading: Reading, municipality: str, found: list[Module | Broken]
) -> list[dict[str, Any]]:
    day = today(reading.now_s, ask.timezone)
    names = dict(reading.rows("municipality_names"))
    entries = read_entries(
        reading.connection, municipality, found, lambda one: ask.checked.of(one, day), names
    )
    return [tell_entry(one, day) for one in entries]


def module_named(name: str) -> Module | Broken:
    """A module that is there, or that cannot be read; raises NotThere."""
    found = next((one for one in find_modules() if one.name == name), None)
    if found is None:
        raise NotThere(f"There is no module `{name}`.", SEE)
    return found


def readable(name: str, field: str = "id", place: str = "path") -> Module:
    """A module that can be read; raises NotThere, or BadQuestion with the reason."""
    found = module_named(name)
    if isinstance(found, Broken):
        told = {"detail": found.refusal.sentence, "remedy": found.refusal.remedy or SEE}
        raise BadQuestion(Fault(name=field, place=place, cause=found.refusal.code, **told))
    return found


def may_act(ask: Evidence, request: Request, municipality: str) -> bool:
    """Whether who asks can set modules of a municipality over HTTP here."""
    if ask.settings.acting != "people":
        return ask.settings.acting == "anyone"
    with suppress(NotSignedIn):
        caller = caller_of(request, ask, acts=False)
        return caller is not None and caller.may_decide_in(municipality)
    return False


def now_of(ask: Evidence) -> datetime:
    """The moment at which a question is asked."""
    return datetime.fromtimestamp(int(ask.clock()), UTC)
