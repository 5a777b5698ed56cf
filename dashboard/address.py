"""What an address asks for and cannot have: it is told, and the nearest sensible view is shown."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode

from dashboard.asks import NoAnswer
from dashboard.teller import Teller
from dashboard.view import View
from dashboard.words import Words
from stoep.vocabulary import FormFactor

LONGEST = 4_000
"""Most characters of a query; nothing of a longer one is read."""
SHOWN = 40
"""Most characters of a value that are told again."""
SOON_S = 120
"""A moment so little ahead is a clock that runs ahead, not the future."""
SHARED: Mapping[str, str] = {
    "lang": "lang", "moment": "moment", "kind": "kind", "area": "area", "vehicle": "vehicle",
    "span": "span", "group": "group", "operator": "operator", "form": "form",
    "from": "first", "to": "last",
}  # fmt: skip
"""What pages share, and where the view has it."""


async def understood(
    teller: Teller, search: str | None, parameters: tuple[str, ...]
) -> tuple[View, list[str]]:
    """The view of an address, and a sentence for each thing in it that cannot be shown.

    Raises NoAnswer where the API does not say what there is.
    """
    given = _given(search)
    if len(search or "") > LONGEST:
        view = teller.view(urlencode({"lang": given.get("lang", "")}))
        return view, [teller.words(view)("address.too_long")]
    view = teller.view(search, parameters)
    words = teller.words(view)
    told = _unread(given, view, words, teller.now_s(), parameters)
    return await _there(view, words, teller, told)


def _given(search: str | None) -> dict[str, str]:
    query = (search or "").lstrip("?")
    return {name: values[-1] for name, values in parse_qs(query).items()}


def _unread(
    given: dict[str, str], view: View, words: Words, now_s: int, parameters: tuple[str, ...]
) -> list[str]:
    """What the view did not take over, in the order of the address."""
    told = []
    for name, value in given.items():
        if name in SHARED:
            read = getattr(view, SHARED[name])
            if name == "moment" and read is None:
                told += _moment(value, words, now_s)
            elif name in ("from", "to"):
                told += [] if read else [words("address.period")]
            elif name != "moment" and str(read) != value:
                told.append(words(f"address.{name}", value=quoted(value)))
        elif name in parameters:
            if view.get(name) is None:
                told.append(words("address.value", name=quoted(name), value=quoted(value)))
        elif not name.startswith("utm_"):
            told.append(words("address.name", name=quoted(name)))
    return list(dict.fromkeys(told))


def _moment(value: str, words: Words, now_s: int) -> list[str]:
    """A moment that is not shown: it cannot be read, or it is still to come."""
    try:
        ahead_s = words.seconds(value) - now_s
    except (ValueError, OverflowError):
        return [words("address.moment", value=quoted(value))]
    if ahead_s > SOON_S:
        return [words("address.to_come", moment=quoted(value))]
    return [] if abs(ahead_s) <= SOON_S else [words("address.moment", value=quoted(value))]


async def _there(
    view: View, words: Words, teller: Teller, told: list[str]
) -> tuple[View, list[str]]:
    """Leave out operators, kinds, areas and vehicles that are not there, or not in this city."""
    changes: dict[str, Any] = {}
    if view.form is not None and view.form not in list(FormFactor):
        changes["form"] = None
        told.append(words("address.form", value=quoted(view.form)))
    if view.operator is not None:
        known = await teller.api.ask("operators")
        if view.operator not in [one["key"] for one in known["operators"]]:
            changes["operator"] = None
            told.append(words("address.operator", value=quoted(view.operator)))
    if view.area is not None and (lack := await _no_area(view.area, teller)):
        changes["area"] = None
        told.append(words(f"address.{lack}", value=quoted(str(view.area))))
    if view.vehicle is not None and not await _is_there(f"vehicles/{view.vehicle}", teller):
        changes["vehicle"] = None
        told.append(words("address.vehicle", value=quoted(str(view.vehicle))))
    return (view.with_(**changes) if changes else view), told


async def _no_area(number: int, teller: Teller) -> str | None:
    """Why an area cannot be shown: it is not there, or it is of another city."""
    try:
        found = await teller.api.ask(f"areas/{number}")
    except NoAnswer as no:
        if no.status not in (400, 404):
            raise
        return "area"
    city, of = await teller.city(), found["properties"]["municipality"]
    return "foreign_area" if of is not None and of != city["code"] else None


async def _is_there(path: str, teller: Teller) -> bool:
    try:
        await teller.api.ask(path)
    except NoAnswer as no:
        if no.status not in (400, 401, 403, 404):
            raise
        return False
    return True


def quoted(text: str) -> str:
    """What was given, short and on one line; whoever shows it shows it as text."""
    seen = "".join(one if one.isprintable() else " " for one in text)
    return seen if len(seen) <= SHOWN else f"{seen[: SHOWN - 1]}…"
