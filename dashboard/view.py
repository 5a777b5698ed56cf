"""What the reader is looking at: in the address of the page, so that it can be shared."""

from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qs, urlencode

from dashboard.words import LANGUAGES

KINDS = ("district", "neighbourhood", "h3")
SPANS = (1, 7, 14)
GROUPS = ("none", "operator")
DAY_S = 86_400
NEW_S = 60
"""A moment closer than this to the present is the present."""
LONGEST, LONGEST_OWN = 80, 400
"""Most characters of a parameter, and of one of a page's own; longer ones are left out."""


@dataclass(frozen=True)
class View:
    """What pages share, and in `more` what one page adds.

    `moment` is unix seconds, None is now; `first` and `last` are the days of a period (`from` and
    `to` in the address), both included; `operator` and `form` filter, None is all of them.
    """

    lang: str = "nl"
    moment: int | None = None
    kind: str = "neighbourhood"
    area: int | None = None
    vehicle: int | None = None
    span: int = 1
    group: str = "none"
    first: str | None = None
    last: str | None = None
    operator: str | None = None
    form: str | None = None
    more: dict[str, str] = field(default_factory=dict)

    @property
    def whose(self) -> dict[str, str | None]:
        """The filters as the API takes them."""
        return {"operator": self.operator, "form": self.form}

    def with_(self, **changes: Any) -> "View":
        """The same view with something else; what pages do not share goes to `more`."""
        shared = {name: value for name, value in changes.items() if name in SHARED}
        more = self.more | {name: value for name, value in changes.items() if name not in SHARED}
        told = {name: value for name, value in more.items() if value is not None}
        return replace(self, **shared, more=told)

    def get(self, name: str) -> str | None:
        """A parameter of a page's own."""
        return self.more.get(name)

    def as_dict(self) -> dict[str, Any]:
        """The view as plain values, as the browser keeps it."""
        return asdict(self)

    def along(self) -> "View":
        """What goes along to another page: all that pages share."""
        return replace(self, vehicle=None, more={})

    def query(self) -> str:
        """The view as the query of an address; what is as usual is left out, and the language."""
        moment = rfc3339(self.moment)
        told = {
            "moment": moment.replace(":00Z", "Z") if moment else None,
            "kind": self.kind,
            "area": self.area,
            "vehicle": self.vehicle,
            "span": self.span,
            "group": self.group,
            "from": self.first,
            "to": self.last,
            "operator": self.operator,
            "form": self.form,
            **self.more,
        }
        kept = {k: v for k, v in told.items() if v is not None and v != getattr(USUAL, k, None)}
        return urlencode(kept)


SHARED = frozenset(one.name for one in fields(View)) - {"more"}
USUAL = View()


def view_of(data: dict[str, Any]) -> View:
    """A view out of its plain values."""
    return View(**{name: data[name] for name in (*SHARED, "more") if name in data})


def read_view(search: str | None, default: View, parameters: tuple[str, ...] = ()) -> View:
    """A view out of an address; what cannot be read is as usual.

    `parameters` are the page's own; any other name is left out.
    """
    given = {name: values[-1] for name, values in parse_qs((search or "").lstrip("?")).items()}
    first, last = _period(given.get("from"), given.get("to"))
    return View(
        lang=_one_of(given.get("lang"), LANGUAGES, default.lang),
        moment=_moment(given.get("moment")),
        kind=_one_of(given.get("kind"), KINDS, default.kind),
        area=_number(given.get("area")),
        vehicle=_number(given.get("vehicle")),
        span=_one_of(_number(given.get("span")), SPANS, default.span),
        group=_one_of(given.get("group"), GROUPS, default.group),
        first=first,
        last=last,
        operator=_text(given.get("operator")),
        form=_text(given.get("form")),
        more={name: given[name] for name in parameters if _text(given.get(name), LONGEST_OWN)},
    )


def link(path: str, view: View, usual: str = USUAL.lang) -> str:
    """The address of a page with a view; the language is told where it is not the usual one."""
    told = [view.query(), "" if view.lang == usual else f"lang={view.lang}"]
    query = "&".join(part for part in told if part)
    return f"{path}?{query}" if query else path


def past(moment: int, now_s: int) -> int | None:
    """A moment to show; the present and the future are *now*."""
    return None if moment >= now_s - NEW_S else moment


def rfc3339(moment: int | None) -> str | None:
    """A moment as the API takes it; None stays now."""
    if moment is None:
        return None
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _one_of(value: Any, allowed: tuple[Any, ...], usual: Any) -> Any:
    return value if value in allowed else usual


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None


def _text(text: str | None, longest: int = LONGEST) -> str | None:
    return text if text and len(text) <= longest and text.isprintable() else None


def _period(first: str | None, last: str | None) -> tuple[str | None, str | None]:
    """Both days in their order, or none."""
    days = [_day(first), _day(last)]
    if None in days or days != sorted(days, key=str):
        return None, None
    return days[0], days[1]


def _day(text: str | None) -> str | None:
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return None
    return day.isoformat() if 2000 <= day.year < 2100 else None


def _moment(text: str | None) -> int | None:
    """Unix seconds of a moment with a time zone between 2000 and 2100, else None."""
    try:
        at = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return int(at.timestamp()) if at.tzinfo and 2000 <= at.year < 2100 else None
