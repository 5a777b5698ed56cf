"""What may be asked: the parts that questions share. Anything else in a query is refused.

A part that may be left out is None then. PostgreSQL's text cannot hold a zero byte, so none may be
asked for.
"""

from typing import Annotated, Any

from fastapi import Path
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from stoep.vocabulary import AreaKind, FormFactor

SQL_INT = 2**31 - 1
SQL_BIGINT = 2**63 - 1


class Question(BaseModel):
    """A question whose every parameter is known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Plain(Question):
    """A question without parameters."""


def split(given: Any) -> list[str]:
    """The values of a parameter that takes several, separated by commas."""
    texts = given if isinstance(given, list) else [given]
    parts = [part for text in texts for part in str(text).split(",")]
    if not all(parts):
        raise PydanticCustomError(
            "list", "an empty value", {"remedy": "Separate values with single commas."}
        )
    return parts


def _listed(example: str, values: list[str] | None = None) -> WithJsonSchema:
    schema: dict[str, Any] = {"type": "string", "examples": [example]}
    if values:
        one = "|".join(values)
        schema["pattern"] = f"^({one})(,({one}))*$"
    return WithJsonSchema(schema)


Split = BeforeValidator(split)
OperatorKeys = Annotated[
    list[str] | None,
    Split,
    _listed("swift,veer"),
    Field(description="Keys of operators, separated by commas (see /operators)."),
]
FormFactors = Annotated[
    list[FormFactor] | None,
    Split,
    _listed("bicycle,moped", [form.value for form in FormFactor]),
    Field(description=f"Form factors, separated by commas: {', '.join(FormFactor)}."),
]
AreaNumber = Annotated[
    int, Field(ge=1, le=SQL_INT, description="Number of an area (see /areas).", examples=[7])
]
AreaId = Annotated[
    AreaNumber | None,
    WithJsonSchema({"type": "integer", "minimum": 1, "examples": [7]}),
    Field(description="Number of an area (see /areas)."),
]
Code = Annotated[
    Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00]*$")] | None,
    WithJsonSchema({"type": "string", "examples": ["GM0518"]}),
    Field(description="Code of a municipality."),
]
Key = Annotated[str, Path(pattern=r"^[^\x00]*$", description="Key of a feed.", examples=["swift"])]

Kind = Annotated[
    AreaKind | None,
    WithJsonSchema({"type": "string", "enum": list(AreaKind)}),
    Field(description=f"One of {', '.join(AreaKind)}."),
]
AreaPath = Annotated[int, Path(ge=1, le=SQL_INT, description="Number of an area.")]
StayPath = Annotated[int, Path(ge=1, le=SQL_BIGINT, description="Number of a stay.")]


def _four(given: Any) -> tuple[float, ...]:
    try:
        west, south, east, north = map(float, split(given))
        if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south < north <= 90):
            raise ValueError
    except ValueError:
        raise PydanticCustomError(
            "bounds",
            "not a box of four degrees",
            {"remedy": "Write west,south,east,north: 4.2,52.0,4.5,52.2."},
        ) from None
    return west, south, east, north


Bounds = Annotated[
    tuple[float, float, float, float] | None,
    BeforeValidator(_four),
    WithJsonSchema({"type": "string", "examples": ["4.2,52.0,4.5,52.2"]}),
    Field(description="West, south, east, north in degrees (CRS84), separated by commas."),
]


def _days(given: Any) -> tuple[float, ...]:
    try:
        days = tuple(float(part) for part in split(given))
        if not 1 <= len(days) <= 12 or list(days) != sorted(set(days)):
            raise ValueError
        if not (days[0] >= 1 / 24 and days[-1] <= 365):
            raise ValueError
    except ValueError:
        raise PydanticCustomError(
            "days",
            "no rising limits in days",
            {"remedy": "Write up to twelve, from 0.05 (an hour) to 365: 1,3,7."},
        ) from None
    return days


ClassLimits = Annotated[
    tuple[float, ...] | None,
    BeforeValidator(_days),
    WithJsonSchema({"type": "string", "examples": ["1,3,7"]}),
    Field(description="Where duration classes part, in days; left out: 2,4,7,14."),
]
