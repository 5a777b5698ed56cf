"""Vehicles at a moment, and one stay in full."""

from typing import Literal

from pydantic import Field

from api.answers.base import Answer, AreaName, CountedFeed, Receipt, Share, Time
from stoep.vocabulary import (
    EndReason,
    FormFactor,
    IdPolicy,
    Propulsion,
    StartReason,
    VehicleState,
)


class Vehicle(Answer):
    """One vehicle that stands, or stood, in one place; its id is that of the stay."""

    id: int
    operator: str
    feed: str
    form_factor: FormFactor
    propulsion: Propulsion
    state: VehicleState
    lon: float
    lat: float
    first_seen: Time
    observed_s: int | None = Field(
        description="Seconds that good polls saw it stand here: it stood at least so long. Null "
        "where the feed's ids prove no durations."
    )
    possible_s: int | None = Field(
        description="Seconds since it was first seen here, gaps in the evidence included."
    )
    duration_class: int | None = Field(
        ge=0,
        le=4,
        description="By observed time: less than 2 days, 2-4, 4-7, 7-14, 14 days or more.",
    )


class Vehicles(Answer):
    """The vehicles at a moment."""

    moment: Time
    unit: Literal["vehicles"]
    coverage: Share = Field(
        description="Share of the feeds expected at the moment that are in the count."
    )
    reason: str | None = Field(description="Which feeds the count lacks, or why it is null.")
    feeds: list[CountedFeed]
    count: int | None = Field(description="Vehicles of the feeds that count; null: not known.")
    vehicles: list[Vehicle] = Field(
        description="Those observed longest first, at most `limit`; those of late feeds too."
    )
    receipt: Receipt


class Stay(Answer):
    """One vehicle standing in one place over a run of evidence."""

    id: int
    operator: str
    feed: str
    id_policy: IdPolicy
    form_factor: FormFactor
    propulsion: Propulsion
    state: VehicleState
    lon: float
    lat: float
    start_lo: Time | None = Field(description="Last good poll without it; null: none is known.")
    first_seen: Time
    start_reason: StartReason
    last_seen: Time | None = Field(description="Last good poll that listed it.")
    missing_since: Time | None = Field(description="First good poll without it, not yet certain.")
    end_lo: Time | None
    end_hi: Time | None = Field(description="First good poll without it: counted until then.")
    end_latest: Time | None = Field(
        description="It ended not later than this, where an outage hides when; null: than `end_hi`."
    )
    end_reason: EndReason | None = Field(description="Null: it has not surely ended.")
    observed_s: int | None = Field(description="Seconds of it that good polls cover.")
    areas: list[AreaName]
