"""What a draft would have meant in the past."""

from datetime import date
from typing import Literal

from pydantic import Field

from api.answers.base import Answer, Share, Time
from api.answers.effects import EffectInForce
from api.answers.indicators import Period
from stoep.vocabulary import AreaKind

UNKNOWN = "Null: not known, see `reason`."


class Ends(Answer):
    """How the stays that break the rule ended within the period; together they are all of them."""

    left: int = Field(description="Gone from the feed: ridden off, or carried off.")
    moved: int = Field(description="Seen elsewhere without leaving the feed.")
    still_there: int = Field(description="At the end of the period.")
    withdrawn: int = Field(description="The operator took its fleet off the street.")
    unknown: int = Field(
        description="Hidden by a gap, gone with very many at once, told under another id, or "
        "missing just now; never counted as left."
    )


class Around(Answer):
    """The areas that a draft is held against: the finest ones that hold it."""

    kind: AreaKind
    areas: list[int] = Field(description="Their numbers (see /areas).")
    outside: Share = Field(description="Share of the draft that sticks out of them.")


class OperatorHit(Answer):
    """Whom it hits."""

    operator: str = Field(examples=["swift"])
    stays: int | None = Field(description=UNKNOWN)
    vehicle_hours: float | None = Field(description="How long they broke the rule, as observed.")
    around: int | None = Field(description="All its stays in the areas around the draft.")
    share: Share | None = Field(description="Of those, the share that breaks the rule.")
    ends: Ends | None
    messages: int | None = Field(
        description="One for each local hour in which any of its vehicles begins to break it."
    )
    coverage: Share
    reason: str | None


class DayHit(Answer):
    """One local day, cut to the period."""

    day: date
    stays: int | None = Field(description="Seen breaking the rule on it, whenever they came.")
    vehicle_hours: float | None
    by_operator: dict[str, int | None] = Field(description="Stays by operator; null: not known.")
    coverage: Share
    reason: str | None


class Alerts(Answer):
    """Messages that it would have led to."""

    by_vehicle: int = Field(description="One for each stay, when it begins to break the rule.")
    by_hour: int = Field(description="One for each operator and hour in which any begins to.")
    busiest_day: date | None
    on_busiest_day: int = Field(description="Of those by hour.")


class NearestHub(Answer):
    """A hub that was the nearest one for some of the stays."""

    area: int
    name: str
    stays: int
    median_m: float = Field(description="Half of them stood nearer to its border, in metres.")


class Room(Answer):
    """Places of a draft hub, over the time that is known."""

    form: str = Field(description="A form factor, or `combined` for all.", examples=["combined"])
    places: int
    highest: int | None
    full_share: Share | None = Field(description="Share of the time with no place free.")
    over_vehicle_hours: float | None = Field(description="Beyond its places.")
    became_full: int | None = Field(
        description="How often its state would have become full: a message each time. Null: not "
        "known, or there are no places."
    )


class HourOfDay(Answer):
    """A local hour of the day, over all days."""

    hour: int = Field(ge=0, le=23)
    mean: float | None = Field(description="Vehicles; null: never known.")
    over: float | None = Field(description="Vehicles beyond its places; null: no capacity, too.")


class Filling(Answer):
    """How full a draft hub would have been, at moments at which every operator was seen."""

    known_share: Share = Field(description="Share of the period that these moments make up.")
    highest: int | None
    highest_at: Time | None
    mean: float | None
    rooms: list[Room]
    by_hour: list[HourOfDay]
    beside_mean: float | None = Field(
        description="Vehicles within 100 m of it that stood in no hub."
    )


class WhatIf(Answer):
    """What a draft zone would have meant over a past period. Nothing of it is kept."""

    kind: AreaKind
    zone: int | None = Field(description="The zone that was replayed; null: a drawing.")
    period: Period
    capacity: dict[str, int] | None
    longest_s: int
    around: Around
    unit: Literal["stays"]
    stays: int | None = Field(
        description="Stays that break the rule; of a hub, those that stood in it. Null: not known."
    )
    vehicle_hours: float | None
    ends: Ends | None
    coverage: Share = Field(
        description="Share of the time in which the rule held that each operator covers, at least."
    )
    reason: str | None
    operators: list[OperatorHit]
    days: list[DayHit]
    alerts: Alerts | None = Field(
        description="Null: not known; or a hub without a longest time, whose messages are in "
        "`filling.rooms[].became_full`."
    )
    nearest: list[NearestHub] = Field(description="Of most stays first, at most ten.")
    filling: Filling | None = Field(description="Of a hub only.")
    listed: list[int] = Field(
        description="The hundred stays that broke it longest (see /vehicles/{id})."
    )
    effects: list[EffectInForce] = Field(
        description="What modules had put in force of the zone: it was used as on those days. A"
        " drawing is no zone yet: none."
    )
