"""What may be asked of a zone: to draw one, to take one a step further."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StrictInt, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from api.acting import Person
from api.dates import SHAPE, read_date
from api.moments import read_moment
from api.questions import SQL_BIGINT, Question
from api.zones import Drawing
from stoep.vocabulary import POLICY, AreaKind, FormFactor
from zones.policy.acts import What
from zones.policy.capacity import check_capacity
from zones.policy.drawn import drawn
from zones.policy.life import Draft

NEEDS = {
    What.published: ("publish_on", "active_from"),
    What.activated: ("active_from",),
    What.retired: ("retire_published", "retire_on"),
    What.edited: ("name", "geometry", "capacity", "form_factors"),
}
"""What may be told with each step, and with no other."""


def _named(given: Any) -> str:
    text = " ".join(given.split()) if isinstance(given, str) else ""
    if not text or len(text) > 100 or not text.isprintable():
        raise PydanticCustomError(
            "name", "not a name", {"remedy": "Write at most 100 letters, on one line."}
        )
    return text


def _day_or_moment(given: Any) -> date | int:
    if isinstance(given, str) and SHAPE.fullmatch(given):
        return read_date(given)
    return read_moment(given)


Named = Annotated[
    str, BeforeValidator(_named), WithJsonSchema({"type": "string", "maxLength": 100})
]
When = Annotated[
    date | int | None,
    BeforeValidator(_day_or_moment),
    WithJsonSchema({"type": "string", "examples": ["2026-12-08", "2026-12-08T05:00:00Z"]}),
]
DAY = "A moment, or a day of the city's calendar: its beginning, and of today: now."
PLACES = "Places of a hub: combined, or by form factor."
FORMS = f"Which it is about: {', '.join(FormFactor)}; none: all."


class AboutDrawing(Question):
    """A new zone."""

    kind: Literal[AreaKind.hub, AreaKind.no_parking, AreaKind.monitoring] = Field(
        description=f"One of {', '.join(POLICY)}.",
        json_schema_extra={"type": "string", "enum": list(POLICY)},
    )
    municipality: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00]*$")] = (
        Field(description="Code of the municipality that it lies in.", examples=["GM0518"])
    )
    name: Named = Field(description="What people call it.")
    geometry: Drawing = Field(description="A GeoJSON Polygon, MultiPolygon, or Feature with one.")
    capacity: dict[str, Any] | None = Field(None, description=PLACES, examples=[{"combined": 20}])
    form_factors: list[FormFactor] | None = Field(None, description=FORMS)
    by: Person = Field(description="Your name; it is kept with the zone, as not verified.")


class AboutStep(Question):
    """A step in the life of a zone."""

    what: What = Field(description=f"One of {', '.join(What)}.")
    by: Person = Field(description="Your name; it is kept with the step, as not verified.")
    after: Annotated[StrictInt, Field(ge=0, le=SQL_BIGINT)] = Field(
        description="The `change` of the zone that you saw last."
    )
    name: Named | None = Field(None, description="Another name; with `edited`.")
    geometry: Drawing | None = Field(None, description="Another border; with `edited`.")
    capacity: dict[str, Any] | None = Field(
        None, description=f"{PLACES} Empty: not known any more. With `edited`."
    )
    form_factors: list[FormFactor] | None = Field(None, description=f"{FORMS} With `edited`.")
    publish_on: When = Field(None, description=f"When operators see it; left out: now. {DAY}")
    active_from: When = Field(None, description=f"From when it holds. {DAY}")
    retire_published: When = Field(
        None, description=f"When operators see that it ends; left out: now. {DAY}"
    )
    retire_on: When = Field(None, description=f"From when it holds no more. {DAY}")

    @model_validator(mode="after")
    def _fits(self) -> "AboutStep":
        """Nothing is told that the step would pass by."""
        allowed = NEEDS.get(self.what, ())
        for others in NEEDS.values():
            for name in others:
                if name not in allowed and getattr(self, name) is not None:
                    raise PydanticCustomError(
                        "step",
                        "`what`: `{step}` takes no `{field}`",
                        {"step": str(self.what), "field": name, "remedy": "Leave it out."},
                    )
        return self

    def draft(self, kind: AreaKind) -> Draft | None:
        """What is to become other than it was; None: nothing."""
        told = (self.name, self.geometry, self.capacity, self.form_factors)
        if all(one is None for one in told):
            return None
        return Draft(
            self.name,
            None if self.geometry is None else drawn(self.geometry.feature()),
            check_capacity(self.capacity, kind) if self.capacity else self.capacity,
            self.form_factors,
        )
