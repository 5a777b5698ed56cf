"""What may be asked of a collection: a box, a time, and how many at once."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from api.moments import read_moment
from api.questions import Question

MOST, USUAL = 1_000, 100
Box = tuple[float, float, float, float]
Span = tuple[int | None, int | None]
"""Unix seconds of both ends, both included; None: open."""


def _one(given: Any) -> str:
    """A parameter that is given once, as text: what has several parts comes as a list of one."""
    return str(given[0] if isinstance(given, list) else given)


def _box(given: Any) -> Box:
    try:
        numbers = [float(part) for part in _one(given).split(",")]
        if len(numbers) == 6:
            numbers = [*numbers[:2], *numbers[3:5]]
        west, south, east, north = numbers
        if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
            raise ValueError
    except ValueError:
        raise PydanticCustomError(
            "bbox",
            "not a box of four or six numbers",
            {"remedy": "Write west,south,east,north in degrees: 4.2,52.0,4.5,52.2."},
        ) from None
    return west, south, east, north


def _span(given: Any) -> Span:
    parts = _one(given).split("/")
    if len(parts) == 1:
        at = read_moment(parts[0])
        return at, at
    ends = [None if part in ("", "..") else read_moment(part) for part in parts[:2]]
    start, end = ends
    disorder = start is not None and end is not None and start > end
    if len(parts) > 2 or disorder or (start is None and end is None):
        remedy = "Write 2026-03-01T00:00:00Z, a start/end of such moments, or .. for one end."
        raise PydanticCustomError("datetime", "not a time", {"remedy": remedy})
    return start, end


def _limit(given: Any) -> int:
    if not str(given).isascii() or not str(given).isdigit() or int(given) < 1:
        remedy = f"Write a whole number; of more than {MOST} the first {MOST} are given."
        raise PydanticCustomError("limit", "not a number of features", {"remedy": remedy})
    return min(int(given), MOST)


class AboutItems(Question):
    """Which features."""

    bbox: Annotated[Box | None, BeforeValidator(_box)] = None
    datetime: Annotated[Span | None, BeforeValidator(_span)] = None
    limit: Annotated[int, BeforeValidator(_limit)] = USUAL
    offset: int = Field(0, ge=0, le=10_000_000)
