"""Modules as people decide on them: tried on past days, switched on or set otherwise, or off."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from threading import BoundedSemaphore
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request, Response
from pydantic import Field, StrictBool

from api.acting import Person, who_acts
from api.answer import answer
from api.answers import ModuleSetting, ModuleTrial
from api.dates import Day, MaybeDay
from api.evidence import Ask
from api.module_told import plain, tell_setting, tell_tried
from api.modules import ModulePath, now_of, readable
from api.permit_acts import Reason
from api.permit_detail import today
from api.permits import Municipality, check_there
from api.problems import BadQuestion, Busy, Fault
from api.questions import SQL_INT, Plain, Question
from api.strict import StrictRoute
from runner.find import Module
from runner.outcome import RunOutcome
from stoep.contract.facts import Basis
from stoep.contract.parameters import choose
from stoep.contract.refusals import BadParameter
from zones.modules.facts import Question as AskedOf
from zones.modules.setting import BadSetting, in_force, values_of, wish_off, wish_on
from zones.modules.switching import decide
from zones.modules.trying import Trial, try_module

router = APIRouter(route_class=StrictRoute, prefix="/modules", tags=["modules"])
MOST_DAYS, MOST_DAYS_STANDING = 366, 31
"""Days that can be tried; of a module that looks at what stands fewer: each is a whole street."""
AREAS = Annotated[
    list[Annotated[str, Field(min_length=3, max_length=100, pattern=r"^[^\x00/]+/[^\x00]+$")]],
    Field(max_length=200),
]
TRIALS = BoundedSemaphore(2)
PATIENCE_S = 10.0
"""So long a trial waits for others to end."""
SEEN = "The `id` of the newest setting that you saw, see /modules/{id}; 0: none."
DIGEST = "Of an outsider's files as they were looked at: it is pinned."


class AboutModule(Question):
    """Of which municipality, and with what chosen."""

    municipality: Municipality
    parameters: dict[str, Any] = Field(
        {},
        description="What is chosen otherwise than the default.",
        examples=[{"free_c": 23}],
        max_length=100,
    )
    area: AREAS = Field([], description="As kind/code; empty: all of the kinds that it needs.")


class AboutTrial(AboutModule):
    """Which past days it is tried on."""

    from_: Day = Field(alias="from", description="First local day.")
    to: MaybeDay = Field(
        None,
        description=f"Local day, not included; left out: today. At most {MOST_DAYS} days, or"
        f" {MOST_DAYS_STANDING} for a module that looks at what stands.",
    )
    basis: Basis = Field(Basis.observed, description="expected: as the evening before had it.")


class AboutSetting(AboutModule):
    """Whether it is on from now on, who says so, and why."""

    enabled: StrictBool = Field(description="false: switch it off; parameters and areas stay.")
    digest: str | None = Field(None, description=DIGEST, max_length=100)
    after: int = Field(0, ge=0, le=SQL_INT, description=SEEN)
    by: Person = Field(description="Your name; it is kept with the setting, as not verified.")
    why: Reason


@router.post("/{id}/trials", response_model=ModuleTrial, summary="A module tried on past days")
def try_on_past_days(
    id: ModulePath,
    question: Annotated[Plain, Query()],
    about: Annotated[AboutTrial, Body()],
    ask: Ask,
) -> Response:
    """Replay a module over past days, beside how it is set now. Nothing of it is kept.

    A module that fails is no fault of the question: `outcome` says how, `place` where.
    """
    with ask.read() as reading, _named_faults(), _one_of_few():
        check_there(reading, about.municipality, place="body")
        module = readable(id)
        days = _days(about, module, today(reading.now_s, ask.timezone))
        asked = AskedOf(
            about.municipality, ask.settings.timezone, days, about.basis, now_of(ask), about.area
        )
        chosen = _clean(about.parameters)
        trial = try_module(reading.connection, module, asked, chosen)
        setting = in_force(reading.connection, about.municipality, id)
        kept = values_of(module, setting) if setting and setting.enabled else {}
        tried = {**kept, **choose(module.manifest.parameters, {**kept, **chosen})}
    return answer(_tell_trial(module, about, days, trial, tried))


@router.post(
    "/{id}/settings", response_model=ModuleSetting, status_code=201, summary="Switch a module"
)
def set_module(
    id: ModulePath,
    question: Annotated[Plain, Query()],
    about: Annotated[AboutSetting, Body()],
    ask: Ask,
    request: Request,
) -> Response:
    """Switch a module on or off in a municipality, or set it otherwise, from now on.

    What was before stays in its history. A module that does not pass its own checks is refused. A
    409 tells what somebody else decided since the last look; nothing is kept then. The same said
    again is kept once.
    """
    by, now = who_acts(request, about.by).name, now_of(ask)
    with ask.read() as reading:
        check_there(reading, about.municipality, place="body")
    with ask.write() as connection, _named_faults():
        if about.enabled:
            module = readable(id)
            _check(ask.checked.of(module, now.astimezone(ask.timezone).date()))
            wish = wish_on(
                connection, module, about.municipality, _clean(about.parameters), about.area,
                by, about.why, now, about.digest,
            )  # fmt: skip
        else:
            _no_choices(about)
            wish = wish_off(connection, about.municipality, id, by, about.why, now)
        switched = decide(connection, wish, about.after)
    told = answer(tell_setting(switched.setting))
    told.status_code = 201 if switched.fresh else 200
    return told


@contextmanager
def _one_of_few() -> Iterator[None]:
    """Trials start processes: two at a time, whoever asks."""
    if not TRIALS.acquire(timeout=PATIENCE_S):
        raise Busy("Other modules are being tried.", "Ask again in a minute.")
    try:
        yield
    finally:
        TRIALS.release()


@contextmanager
def _named_faults() -> Iterator[None]:
    """What is wrong with a choice, by the field of the question."""
    try:
        yield
    except BadParameter as wrong:
        remedy = wrong.remedy or "See the module's parameters at /v1/modules/{id}."
        raise _bad(f"parameters.{wrong.name}", wrong.sentence, remedy) from None
    except BadSetting as wrong:
        name = "id" if wrong.field == "module" else wrong.field
        place = "path" if name == "id" else "body"
        raise _bad(name, wrong.sentence, wrong.remedy or "See /v1/modules/{id}.", place) from None


def _bad(name: str, detail: str, remedy: str, place: str = "body") -> BadQuestion:
    return BadQuestion(Fault(name=name, place=place, detail=detail, remedy=remedy))


def _clean(parameters: dict[str, Any]) -> dict[str, Any]:
    """What was chosen; PostgreSQL's text holds no zero byte."""
    for name, value in parameters.items():
        texts = value if isinstance(value, list) else [value]
        if any(isinstance(text, str) and "\0" in text for text in (name, *texts)):
            raise _bad("parameters", "There is a zero byte in it.", "Send text that can be read.")
    return parameters


def _check(checks: Any) -> None:
    """Refuse a module that does not pass, with the first thing that is wrong."""
    wrong = next((one for one in checks if not (one.ok or one.warning)), None)
    if wrong is not None:
        raise BadSetting("module", wrong.finding, "Its owner must mend it first.")


def _no_choices(about: AboutSetting) -> None:
    if about.parameters or about.area or about.digest:
        name = "parameters" if about.parameters else "area" if about.area else "digest"
        raise _bad(name, "Who switches off chooses nothing.", f"Leave `{name}` out.")


def _days(about: AboutTrial, module: Module, now: date) -> list[date]:
    to = now if about.to is None else about.to
    count = (to - about.from_).days
    most = MOST_DAYS_STANDING if module.manifest.needs_fact("stays") else MOST_DAYS
    if to > now:
        raise _bad("to", f"`to` is later than today, {now}.", "Days that are over are tried.")
    if not 0 < count <= most:
        remedy = f"Give `from` and a later `to`, with 1 to {most} days between them."
        raise _bad("from", f"{count} days cannot be tried.", remedy)
    return [about.from_ + timedelta(days=n) for n in range(count)]


def _tell_trial(
    module: Module, about: AboutTrial, days: list[date], trial: Trial, tried: dict[str, Any]
) -> dict[str, Any]:
    done = trial.run
    return {
        "id": module.name,
        "municipality": about.municipality,
        "basis": about.basis.value,
        "from": days[0].isoformat(),
        "to": (days[-1] + timedelta(days=1)).isoformat(),
        "parameters": {name: plain(value) for name, value in tried.items()},
        "outcome": done.outcome.value,
        "sentence": "" if done.outcome is RunOutcome.ok else done.sentence,
        "place": done.where,
        "printed": done.printed[:500],
        "compared": trial.compared,
        "days": [tell_tried(module, one) for one in trial.days],
    }
