"""Areas, as GeoJSON."""

from typing import Annotated, Any, Literal

from pydantic import Field

from api.answers.base import Answer, Time
from stoep.vocabulary import AreaKind, FormFactor


class AreaProperties(Answer):
    """What is known of an area."""

    kind: AreaKind
    code: str = Field(examples=["BU05180101"])
    name: str = Field(examples=["Harbour"])
    municipality: str | None = Field(examples=["GM0518"])
    area_m2: float
    capacity: int | None = Field(description="Places of a hub, of all form factors together.")
    capacity_by_form: dict[FormFactor, int] | None = Field(
        description="The same by form factor, where each has places of its own."
    )
    form_factors: list[FormFactor] | None = Field(
        description="Those that a zone is about; null: all."
    )
    source: str = Field(description="Who drew it, and when.")
    valid_from: Time
    valid_to: Time | None
    in_force: bool | None = Field(
        description="Whether the rule of a hub or no-parking area holds at the moment that is asked"
        " about: one that a module opens holds in its hours alone. Null: it has no rule."
    )


class Area(Answer):
    """One version of an area's border (GeoJSON feature, CRS84)."""

    type: Literal["Feature"]
    id: int
    bbox: Annotated[list[float], Field(min_length=4, max_length=4)]
    geometry: dict[str, Any] | None
    properties: AreaProperties


class Areas(Answer):
    """Areas (GeoJSON feature collection)."""

    type: Literal["FeatureCollection"]
    features: list[Area]
