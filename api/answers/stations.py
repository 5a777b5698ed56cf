"""Stations, and what feeds tell of them."""

from typing import Literal

from pydantic import Field

from api.answers.base import Answer, Time


class Station(Answer):
    """A docking station or a marked place, with its numbers at a moment; null: not known.

    Where the feed's own list has vehicles at the station, these are counted as vehicles: then the
    station's numbers tell how full it is, and `total` is null, so that none is counted twice.
    """

    code: str = Field(description="The feed's own id of it.", examples=["hub-12"])
    name: str
    lon: float
    lat: float
    capacity: int | None = Field(description="Docks or places; null: not told.")
    is_virtual: bool = Field(description="A marked place without docks.")
    valid_from: Time = Field(description="Since when it has this name, place and capacity.")
    valid_to: Time | None
    told_at: Time | None = Field(description="The moment that its numbers are of.")
    vehicles: int | None = Field(description="Vehicles that can be rented there.")
    out_of_order: int | None = Field(description="Vehicles that cannot; null: withheld.")
    docks: int | None = Field(description="Free docks.")
    listed: int | None = Field(description="Vehicles of the feed's own list that are there.")
    total: int | None = Field(description="Vehicles there that are on no list.")
    reason: str | None = Field(description="Why the total is null.")


class Stations(Answer):
    """The stations of a feed at a moment."""

    feed: str = Field(examples=["swift"])
    moment: Time
    unit: Literal["vehicles"]
    stations: list[Station]
