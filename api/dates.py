"""Dates of the city's calendar on the way in: YYYY-MM-DD, without a time or a zone."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from api.problems import BadQuestion, Fault

SHAPE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
EXAMPLE = "2026-03-29"


def read_date(text: Any) -> date:
    """A date of 1970 to 2200."""
    try:
        if not isinstance(text, str) or not SHAPE.fullmatch(text):
            raise ValueError
        day = date.fromisoformat(text)
        if not 1970 <= day.year < 2200:
            raise ValueError
        return day
    except ValueError:
        raise PydanticCustomError(
            "date", "not a date", {"remedy": f"Write it as {EXAMPLE}."}
        ) from None


_SCHEMA = WithJsonSchema({"type": "string", "format": "date", "examples": [EXAMPLE]})
Day = Annotated[date, BeforeValidator(read_date), _SCHEMA]
"""A local date in a question."""
MaybeDay = Annotated[date | None, BeforeValidator(read_date), _SCHEMA]
"""The same; None when left out."""


def days_asked(first: date, to: date | None, today: date, most: int) -> tuple[date, date]:
    """From a day until another (not included; left out: today); raises BadQuestion."""
    last = today if to is None else to
    if last > today:
        raise _bad("to", f"`to` is later than today, {today}.", "Days that are over are judged.")
    if first >= last:
        remedy = "Give a `to` after `from`; it is not included, and today when left out."
        raise _bad("from", "The period does not end after it starts.", remedy)
    if (last - first).days > most:
        detail = f"The period has {(last - first).days} days, more than {most}."
        raise _bad("from", detail, "Ask for a shorter period.")
    return first, last


def _bad(name: str, detail: str, remedy: str) -> BadQuestion:
    return BadQuestion(Fault(name=name, place="query", detail=detail, remedy=remedy))
