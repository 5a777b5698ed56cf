"""Single vehicles are for whom they are about: what others see in their place."""

from typing import Any
from urllib.parse import quote

from dash import html

from dashboard import asker
from dashboard.asks import NoAnswer
from dashboard.view import View, link
from dashboard.words import Words

FOR_SOMEBODY = (401, 403)
"""How the API says that it is not for who asks, or not before they sign in."""
FILES = ("worklist/", "exports/vehicles", "exports/reports/", "exports/long-parked")
MOVEMENTS = ("arrivals", "departures", "net_balance", "rentals", "rentals_per_vehicle")


def is_for_somebody(no: NoAnswer) -> bool:
    """Whether an answer lacks because it is not for who asks."""
    return no.status in FOR_SOMEBODY


def sentence(words: Words) -> str:
    """Why something is not shown."""
    return words("people.rows_in" if asker.me()["name"] else "people.rows_out")


def way_in(words: Words, view: View, usual: str, path: str) -> html.P:
    """The same, and the way to sign in for who did not."""
    if asker.me()["name"]:
        return html.P(sentence(words), className="note rows-for-somebody")
    address = link("/sign-in", view.along(), usual)
    to = f"{address}{'&' if '?' in address else '?'}next={quote(path)}"
    way = html.A(words("people.sign_in"), href=to)
    return html.P([sentence(words), " ", way], className="note rows-for-somebody")


def is_file_of_rows(path: str) -> bool:
    """Whether a file has rows in it."""
    return path.startswith(FILES) or any(f"indicators/{one}/" in path for one in MOVEMENTS)


def in_places(outputs: Any, told: Any) -> dict[str, dict[str, Any]]:
    """The sentence in the first place that a callback fills; the others are empty then.

    The headline of a page stays: it is of counts.
    """
    places = [
        one
        for one in _flat(outputs)
        if one.get("property") == "children" and not str(one["id"]).endswith("-answer")
    ]
    return {
        one["id"]: {"children": told if number == 0 else None}
        for number, one in enumerate(places)
        if isinstance(one.get("id"), str)
    }


def _flat(outputs: Any) -> list[dict[str, Any]]:
    if isinstance(outputs, dict):
        return [outputs] if "property" in outputs else _flat(list(outputs.values()))
    return [one for part in outputs or [] for one in _flat(part)]
