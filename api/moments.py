"""Moments on the way in and out: RFC 3339 with a time zone, whole seconds, answers in UTC."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any

import numpy as np
from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

SHAPE = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})")
EXAMPLE = "2026-03-29T12:00:00Z"


def read_moment(text: Any) -> int:
    """Unix seconds of an RFC 3339 moment; a fraction of a second is dropped."""
    try:
        if not isinstance(text, str) or not SHAPE.fullmatch(text):
            raise ValueError
        moment = datetime.fromisoformat(text.upper())
        if not 1970 <= moment.year < 2200:
            raise ValueError
        return int(moment.timestamp() // 1)
    except (ValueError, OverflowError):
        raise PydanticCustomError(
            "moment",
            "not a moment with a time zone",
            {"remedy": f"Write it as {EXAMPLE}; a + in it as %2B."},
        ) from None


Moment = Annotated[
    int | None,
    BeforeValidator(read_moment),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": [EXAMPLE]}),
]
"""A moment in a question; unix seconds once read, None when left out."""


def moment(seconds: float | None) -> str | None:
    """A moment as answers write it: RFC 3339 in UTC."""
    if seconds is None:
        return None
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def written(moments: Iterable[datetime] | np.ndarray[Any, Any]) -> list[str]:
    """Many moments (unix seconds) as answers write them."""
    seconds = np.asarray(moments, "datetime64[s]")
    return [f"{text}Z" for text in np.datetime_as_string(seconds).tolist()]
