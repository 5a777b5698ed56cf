"""What modules put in force in a municipality, and why."""

from datetime import date
from typing import Literal

from pydantic import Field

from api.answers.base import Answer, Time

Told = Literal["yes", "no", "unknown"]


class ModuleTitle(Answer):
    """A module's title."""

    nl: str
    en: str


class EffectInForce(Answer):
    """An effect in force on a day, as it was decided the evening before."""

    id: int
    effect: int = Field(description="Number of the effect that the municipality set.")
    municipality: str = Field(examples=["GM0518"])
    kind: Literal["capacity", "zone", "limit", "message"]
    area: str | None = Field(description="As kind/code.", examples=["hub/DH-H02"])
    value: float | None = Field(description="Times the places of a hub, or a limit.")
    indicator: str | None = Field(description="What a limit is on.")
    message: str | None
    day: date = Field(description="The local day.")
    from_: Time = Field(alias="from")
    to: Time = Field(description="Not included.")
    module: str = Field(examples=["beach_day"])
    version: str = Field(description="Of the module that answered.", examples=["1.0.0"])
    title: ModuleTitle
    decided_at: Time
    observed: Told | None = Field(
        description="What was told of the day afterwards: it changes nothing. Null: nothing yet."
    )
    set_by: str
    set_at: Time
    why: str


class EffectsOfModule(Answer):
    """A module whose effects hold on a day: what it told of it."""

    module: str
    title: ModuleTitle
    on: bool = Field(description="Whether it is switched on: else nothing follows.")
    expected: Told | None = Field(
        description="What it told the evening before; unknown puts nothing in force. Null: nothing."
    )
    told_at: Time | None
    observed: Told | None = Field(description="What it told afterwards.")


class Effects(Answer):
    """What is in force by modules on a local day."""

    municipality: str
    day: date
    modules: list[EffectsOfModule]
    effects: list[EffectInForce]
