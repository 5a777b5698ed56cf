"""What the reader is looking at: in the address of the page, so that it can be shared."""

from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from dashboard.words import LANGUAGES

KINDS = ("district", "neighbourhood", "h3")
SPANS = (1, 7, 14)
GROUPS = ("none", "operator")


@dataclass(frozen=True)
class View:
    """Language, moment (unix seconds, None: now), kind of areas, chosen area, chart's span."""

    lang: str = "nl"
    moment: int | None = None
    kind: str = "neighbourhood"
    area: int | None = None
    span: int = 1
    group: str = "none"

    def with_(self, **changes: Any) -> "View":
        """The same view with something else."""
        return replace(self, **changes)

    def as_dict(self) -> dict[str, Any]:
        """The view as plain values."""
        return asdict(self)


def read_view(search: str | None, default: View) -> View:
    """A view out of an address; what cannot be read is as usual."""
    given = {name: values[-1] for name, values in parse_qs((search or "").lstrip("?")).items()}
    return View(
        lang=_one_of(given.get("lang"), LANGUAGES, default.lang),
        moment=_moment(given.get("moment")),
        kind=_one_of(given.get("kind"), KINDS, default.kind),
        area=_number(given.get("area")),
        span=_one_of(_number(given.get("span")), SPANS, default.span),
        group=_one_of(given.get("group"), GROUPS, default.group),
    )


def rfc3339(moment: int | None) -> str | None:
    """A moment as the API takes it; None stays now."""
    if moment is None:
        return None
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _one_of(value: Any, allowed: tuple[Any, ...], usual: Any) -> Any:
    return value if value in allowed else usual


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def _moment(text: str | None) -> int | None:
    """Unix seconds of a moment with a time zone between 2000 and 2100, else None."""
    try:
        at = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return int(at.timestamp()) if at.tzinfo and 2000 <= at.year < 2100 else None
