"""Where a feed says its vehicles may be ridden and left."""

from typing import Any, Literal

from pydantic import Field

from api.answers.base import Answer, Time


class Rule(Answer):
    """What may be done, in the words of GBFS 3; null: not told."""

    vehicle_type_ids: list[str] | None = Field(description="The feed's own ids; null: all types.")
    ride_start_allowed: bool | None
    ride_end_allowed: bool | None
    ride_through_allowed: bool | None
    maximum_speed_kph: int | None
    station_parking: bool | None = Field(description="To be left at stations only.")


class ZoneProperties(Answer):
    """What is told of a zone."""

    name: str | None
    start: Time | None = Field(description="From when it holds; null: always.")
    end: Time | None = Field(description="Until when it holds; null: for good.")
    rules: list[Rule] = Field(description="Of colliding rules the earlier holds.")


class Zone(Answer):
    """One zone (GeoJSON feature, CRS84)."""

    type: Literal["Feature"]
    geometry: dict[str, Any] | None = Field(description="Null: its border cannot be used.")
    properties: ZoneProperties


class Zones(Answer):
    """All zones (GeoJSON feature collection); where they overlap, the earlier decides."""

    type: Literal["FeatureCollection"]
    features: list[Zone]


class ServiceAreaVersion(Answer):
    """A time in which the zones were the same."""

    valid_from: Time
    valid_to: Time | None


class ServiceAreas(Answer):
    """The zones of a feed at a moment; all null when it told none up to then."""

    feed: str = Field(examples=["swift"])
    moment: Time
    valid_from: Time | None = Field(description="When these zones were first read.")
    valid_to: Time | None = Field(description="When others were first read; null: none were.")
    seen_at: Time | None = Field(description="When they were last read.")
    zones: Zones | None
    global_rules: list[Rule] | None = Field(description="Rules outside the zones (GBFS 3).")
    may_end: dict[str, Any] | None = Field(
        description="Where in the zones a ride may end: a multipolygon; null: nowhere."
    )
    may_end_elsewhere: bool | None = Field(
        description="Whether it may end outside them too; null: not told."
    )
    reason: str | None = Field(description="Why the zones are null.")
    versions: list[ServiceAreaVersion] = Field(
        description="When the zones changed, newest first, at most 100."
    )
