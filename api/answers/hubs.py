"""Hubs: how full they are, and in which state."""

from datetime import date
from typing import Literal

from pydantic import Field

from api.answers.base import Answer, AreaName, FeedPart, Receipt, Share, Time
from api.answers.effects import EffectInForce
from api.answers.indicators import Period
from stoep.vocabulary import FormFactor

State = Literal["open", "nearly_full", "full"]


class HubForm(Answer):
    """The places of one form factor in a hub."""

    form: FormFactor
    vehicles: int | None
    capacity: int
    free: int | None
    occupancy: float | None = Field(description="Null where it has 0 places, too.")
    state: State | None


class Hub(Answer):
    """A hub at a moment: with places by form factor it is as full as its fullest."""

    area: int
    code: str
    name: str
    vehicles: int | None = Field(description="Null: nobody was seen.")
    capacity: int | None = Field(
        description="Places at that moment, `effects` among them; null: not known."
    )
    free: int | None = Field(
        description="Free places; below 0 where more stand than fit. By form factor: the fewest."
    )
    occupancy: float | None = Field(
        description="Vehicles over places, above 1 where it is so. By form factor: the highest."
    )
    reason: str | None = Field(description="Why it has no occupancy: no_capacity or no_places.")
    state: State | None = Field(description="Null: no capacity, or never seen.")
    since: Time | None = Field(description="When the state began; at most a day is looked back.")
    longer: bool = Field(description="The state is older than that day: it began before `since`.")
    stale: bool = Field(description="Not all operators are seen: the last known state.")
    forms: list[HubForm] = Field(description="Where each form factor has places of its own.")


class Hubs(Answer):
    """The hubs at a moment."""

    moment: Time
    unit: Literal["vehicles"]
    coverage: Share = Field(description="Share of the expected feeds that is seen.")
    reason: str | None = Field(description="Which feeds it lacks.")
    hubs: list[Hub]
    effects: list[EffectInForce] = Field(description="Which hubs hold more or fewer, and why.")
    feeds: list[FeedPart]
    receipt: Receipt


class HubTurn(Answer):
    """From a moment on a hub is in a state."""

    from_: Time = Field(alias="from")
    state: State | None = Field(description="Null: stale and never seen, or the hub has ended.")
    stale: bool


class HubStates(Answer):
    """The states of a hub on a local day, in order."""

    hub: AreaName
    day: date
    period: Period
    capacity: int | None = Field(description="Places on that day, at most.")
    effects: list[EffectInForce] = Field(description="Why it holds more or fewer on that day.")
    states: list[HubTurn]
    reason: str | None = Field(description="Why there are none.")
