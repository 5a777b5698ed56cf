"""What the page is asked for: which rows of the list, which page of them, which row in full."""

from typing import Any

from dashboard.view import View, rfc3339
from stoep.vocabulary import FormFactor

ROWS = 50
"""Rows on a page."""
REASONS = ("no_parking", "out_of_order", "too_long")
STATUSES = ("open", "assigned", "still_there", "handled")
SURE = ("certain", "possible")
OWN = ("reason", "status", "sure", "assignee", "page", "row")


def question(view: View, area: int, known: dict[str, str]) -> dict[str, Any]:
    """The rows of a view as the API takes them; what it does not know is left out.

    `known` are the operators by key.
    """
    forms = [str(form) for form in FormFactor]
    return {
        "area": area,
        "moment": rfc3339(view.moment),
        "operator": view.operator if view.operator in known else None,
        "form": view.form if view.form in forms else None,
        "reason": _one_of(view.get("reason"), REASONS),
        "status": _one_of(view.get("status"), STATUSES),
        "sure": _one_of(view.get("sure"), SURE),
        "assignee": view.get("assignee"),
    }


def page_of(view: View) -> int:
    """Which page of the list, from 1 on."""
    told = view.get("page") or ""
    return max(int(told), 1) if told.isascii() and told.isdigit() and len(told) < 5 else 1


def row_of(view: View) -> int | None:
    """The stay of the row that is shown in full."""
    told = view.get("row") or ""
    return int(told) if told.isascii() and told.isdigit() and len(told) < 19 else None


def _one_of(value: str | None, allowed: tuple[str, ...]) -> str | None:
    return value if value in allowed else None
