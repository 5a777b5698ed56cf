"""Modules: what each asks, how a municipality has it set, and whether it does its work."""

from datetime import date
from typing import Literal

from pydantic import Field

from api.answers.base import Answer, Time
from api.answers.indicators import Text
from api.answers.labels import AnswerName, BasisName, LabelFact

Chosen = float | int | bool | str | list[str]
Untrusted = "Plain text of the module's author: show it as text, never as markup."


class ModuleParameter(Answer):
    """What a municipality may choose, and what it chose."""

    name: str = Field(examples=["free_c"])
    type: Literal["number", "integer", "boolean", "choice", "areas"]
    text: Text
    unit: str = Field(description="Empty: it has none.", examples=["°C"])
    unit_text: Text = Field(description="The unit in words; a sign is the same in both.")
    minimum: float | None
    maximum: float | None
    choices: list[str]
    choice_texts: list[Text] = Field(
        description="What the choices are called, in their order; empty: as they are written."
    )
    default: Chosen
    value: Chosen = Field(description="What holds in the municipality.")
    own: bool = Field(description="Whether the municipality chose it, or it is the default.")


class ModuleIndicator(Answer):
    """The number that a module gives for each area of a kind."""

    text: Text
    unit: str
    unit_text: Text = Field(description="The unit in words; a sign is the same in both.")
    per: str = Field(description="Kind of the areas.", examples=["district"])
    minimum: float
    maximum: float
    better: Literal["more", "less"]


class ModuleCheck(Answer):
    """One thing that was looked at in the module's files; its examples are run."""

    name: str = Field(examples=["examples"])
    ok: bool
    warning: bool = Field(description="Whether the module may be used all the same.")
    finding: str = Field(examples=["examples.csv, line 3 (2026-03-05): expected yes, got no."])


class ModuleSetting(Answer):
    """Who switched a module on or off, how, and why; kept for good."""

    id: int
    enabled: bool
    parameters: dict[str, Chosen] = Field(description="What was chosen otherwise than the default.")
    areas: list[str] = Field(description="As kind/code; empty: all of the kinds that it needs.")
    version: str
    digest: str = Field(description="Of the module's files as they were then.")
    by: str = Field(description="`Stoep` where three runs in a row had failed.")
    verified: bool = Field(description="Whether it was checked that they are who they say.")
    at: Time
    why: str


class ModuleRun(Answer):
    """One run: how it ended, and where it went wrong."""

    basis: BasisName
    first_day: date
    last_day: date
    at: Time
    outcome: str = Field(
        description="ok, raised, exited, crashed, too_slow, too_big, forbidden, bad_result, or"
        " not_started (no fault of the module).",
        examples=["raised"],
    )
    sentence: str = Field(description="What went wrong; empty: nothing.")
    place: str = Field(description="Where.", examples=["beach_day.py, line 12, for 2026-03-14"])


class Module(Answer):
    """A module in the catalogue, as one municipality has it."""

    id: str = Field(examples=["beach_day"])
    broken: str | None = Field(description="Why it cannot be read; nothing else is told then.")
    origin: str = Field(description="`house`, or the package that brings it, with its version.")
    kind: Literal["label", "indicator", "findings"] | None
    title: Text | None = Field(description=Untrusted)
    asks: Text | None = Field(description="What it asks, in plain words.")
    owner: str | None = Field(description="The municipality or people that answer for it.")
    contact: str | None
    licence: str | None
    version: str | None
    contract: str | None = Field(description="Which contract it follows.", examples=["1"])
    public_task: str | None
    review: date | None = Field(description="The day by which its owner looks at it again.")
    review_past: bool = Field(description="Whether that day has passed.")
    digest: str | None
    needs: list[str] = Field(examples=[["weather", "calendar"]])
    indicator: ModuleIndicator | None = Field(description="What it gives, where that is a number.")
    parameters: list[ModuleParameter]
    state: Literal["on", "off", "never_on"]
    setting: ModuleSetting | None = Field(description="By which it is on or off; null: never on.")
    files_changed: bool = Field(description="Whether its files are others than at that setting.")
    may_be_used: bool = Field(description="Whether every check of its files is passed.")
    checks: list[ModuleCheck]
    runs: list[ModuleRun] = Field(description="The newest first, at most five.")
    failed: int = Field(description="How many of the newest runs in a row failed by its own fault.")
    used_by: int = Field(description="How many municipalities have it on.")
    users: list[str] = Field(description="Their names; how they set it is not told.")


class Modules(Answer):
    """The catalogue."""

    municipality: str
    contract: int = Field(description="The contract of this Stoep.")
    may_act: bool = Field(description="Whether modules can be set over HTTP here.")
    modules: list[Module]


class ModuleInFull(Answer):
    """A module with its README and all that was decided on it in the municipality."""

    municipality: str
    may_act: bool
    module: Module
    readme: str = Field(description=f"Markdown. {Untrusted}")
    history: list[ModuleSetting] = Field(description="The newest first.")


class TriedDay(Answer):
    """A past day: what the module would tell, beside what the setting of now tells."""

    day: date
    answer: AnswerName | None = Field(description="Of a label; other kinds have none.")
    before: AnswerName | None = Field(description="With the setting of now; null: it is off.")
    differs: bool
    facts: list[LabelFact]
    told: int = Field(description="Of other kinds: how many areas have a value, or findings.")
    mean: float | None = Field(description="The mean of the values.")


class ModuleTrial(Answer):
    """A module replayed over past days; nothing of it is kept."""

    id: str
    municipality: str
    basis: BasisName
    from_: date = Field(alias="from")
    to: date = Field(description="Not included.")
    parameters: dict[str, Chosen] = Field(description="All of them, as they were tried.")
    outcome: str
    sentence: str = Field(description="What went wrong; empty: nothing.")
    place: str
    printed: str = Field(description="What it printed, the beginning.")
    compared: bool = Field(description="Whether it is on, so that there is something to compare.")
    days: list[TriedDay] = Field(description="Empty when it failed.")
