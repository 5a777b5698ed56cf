"""What is typed in the forms of disputes as the API takes it, and its refusals in words."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx

from dashboard import asker
from dashboard.mine.subject import PARTS
from dashboard.people.forms import first
from dashboard.words import Words

REMEDIES = ("explained", "set_aside", "limit_withdrawn")
KNOWN = (
    "contested_already", "decided_already", "somebody_was_first", "not_allowed", "unauthorized",
    "not_found", "nobody_acts",
)  # fmt: skip
FIELDS = (
    "words", "links", "from", "to", "day", "feed", "limit", "remedy", "since", "by", "after",
    "municipality", "operator",
)  # fmt: skip
Row = dict[str, Any]
Typed = dict[str, list[str]]


def _spoken(fields: Typed) -> Row:
    links = [one for one in first(fields, "links").split() if one]
    by = asker.me()["name"] or first(fields, "by")
    return {"words": first(fields, "words"), "links": links, "by": by}


def contested(fields: Typed, words: Words) -> Row:
    """What is contested, of the fields of its form."""
    told: Row = {name: first(fields, name) for name in PARTS if first(fields, name)}
    if "limit" in told:
        told["limit"] = int(told["limit"]) if told["limit"].isdigit() else 0
        told.pop("municipality", None)
    for name in ("from", "to"):
        if name in told:
            told[name] = _moment(told[name], words)
    return told | _spoken(fields)


def acted(fields: Typed, words: Words) -> tuple[str, Row]:
    """The way of an answer or a decision, and what is sent there."""
    after = first(fields, "after")
    body = _spoken(fields) | {"after": int(after) if after.isdigit() else 0}
    if first(fields, "do") != "decide":
        side = first(fields, "side")
        return "answers", body | ({"side": side} if side else {})
    remedy = first(fields, "remedy")
    if remedy not in REMEDIES:
        return "decision", body | {"what": "dismissed"}
    more: Row = {"what": "upheld", "remedy": remedy}
    for name in ("from", "to"):
        if remedy != "limit_withdrawn" and first(fields, name):
            more[name] = _moment(first(fields, name), words)
    if remedy == "limit_withdrawn" and first(fields, "since"):
        more["since"] = first(fields, "since")
    return "decision", body | more


def _moment(text: str, words: Words) -> str:
    """A moment as people type it, by the city's clock, as the API takes it."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    if at.tzinfo is None:
        at = at.replace(tzinfo=ZoneInfo(words.timezone))
    return datetime.fromtimestamp(at.timestamp(), ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M:%SZ")


def typed(moment: str | None, words: Words) -> str:
    """A moment as a field of a form shows it."""
    try:
        at = datetime.fromisoformat(moment) if moment else None
    except ValueError:
        return ""
    # Without a zone it was typed here, by the city's clock.
    at = words.local(at) if at and at.tzinfo else at
    return f"{at:%Y-%m-%dT%H:%M}" if at else ""


def refusal(words: Words, answer: httpx.Response) -> str:
    """Why the API refused, in the reader's language."""
    problem = answer.json()
    kind = str(problem.get("type", "")).removeprefix("urn:stoep:")
    if kind in KNOWN:
        return words(f"disputes.wrong_{kind}")
    names = [fault["name"] for fault in problem.get("faults") or []]
    told = [words(f"disputes.bad_{name}") for name in names if name in FIELDS]
    return " ".join(dict.fromkeys(told)) or words("disputes.wrong")
