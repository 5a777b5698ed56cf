"""What holds for all of a file: its question, when, how much evidence, and on what terms."""

from typing import Any
from urllib.parse import urlencode

from fastapi import Request

from api.evidence import Evidence
from api.exports.asked import Asked
from api.moments import moment
from api.receipts.receipt import BadReceipt, Receipt, read
from stoep import __version__
from zones.registry import INDICATORS

UNSTATED = "not stated; ask the municipality that publishes this"
UNITS = "empty means unknown and is never 0; certain and possible stand apart"


def address_of(request: Request) -> str:
    """Where this server is, as the reader knows it."""
    return f"{request.url.scheme}://{request.url.netloc}"


def about(asked: Asked, request: Request, ask: Evidence) -> list[tuple[str, Any]]:
    """Names and values, in the order in which they are read."""
    return question_told(asked, request) + answer_told(asked, request, ask) + terms(ask)


def question_told(asked: Asked, request: Request) -> list[tuple[str, Any]]:
    """What was asked, and about when."""
    query = f"?{urlencode(asked.query)}" if asked.query else ""
    return [
        ("question", f"{address_of(request)}/v1{asked.path}{query}"),
        *[(f"asked_{name}", value) for name, value in asked.query.items()],
        *_when(asked.answer),
    ]


def answer_told(asked: Asked, request: Request, ask: Evidence) -> list[tuple[str, Any]]:
    """How much evidence there is, which number it is, and where it is explained."""
    found = asked.answer
    told = [("unit", found["unit"])] if "unit" in found else []
    for side, part in _sides(found):
        if isinstance(part.get("coverage"), float | int):
            told.append((f"{side}coverage", part["coverage"]))
        if isinstance(part.get("reason"), str):
            told.append((f"{side}reason", part["reason"]))
    told += [
        ("not_in_file", f"{feed['name']}: {feed['status']}")
        for feed in found.get("feeds", [])
        if isinstance(feed, dict) and feed.get("expected") and not feed.get("counts", True)
    ]
    sides = [(side, part, receipt_in(part, ask)) for side, part in _sides(found)]
    if (receipt := sides[0][2]) is not None:
        entry = INDICATORS.get(receipt.indicator)
        told += [
            ("indicator", receipt.indicator),
            ("indicator_name", f"{entry.name.nl} / {entry.name.en}" if entry else None),
            ("indicator_version", receipt.indicator_version),
        ]
    return told + [
        (f"{side}receipt", receipt_address(part["receipt"], request))
        for side, part, receipt in sides
        if receipt is not None
    ]


def receipt_in(found: dict[str, Any], ask: Evidence) -> Receipt | None:
    """The receipt of an answer, opened; None where it has none."""
    try:
        return read(found.get("receipt", ""), ask.signing_key.public_key())
    except BadReceipt:
        return None


def receipt_address(receipt: str, request: Request) -> str:
    """Where a number is explained."""
    return f"{address_of(request)}/v1/receipts/{receipt}"


def terms(ask: Evidence) -> list[tuple[str, Any]]:
    """What holds for every file: time zone, licence, what made it and when."""
    return [
        ("time_zone", f"moments are in UTC (Z); days are those of {ask.settings.timezone}"),
        ("empty_cells", UNITS),
        ("licence", ask.settings.data_licence or UNSTATED),
        ("made_at", moment(ask.clock())),
        ("made_by", f"Stoep {__version__} (EUPL-1.2)"),
    ]


def _sides(found: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """What is told of an answer, or of both sides of a comparison, with how its names begin."""
    if "one" in found and "other" in found:
        return [("one_", found["one"]), ("other_", found["other"])]
    return [("", found)]


def _when(found: dict[str, Any]) -> list[tuple[str, Any]]:
    return [
        (f"{side}{name}", value) for side, part in _sides(found) for name, value in _when_of(part)
    ]


def _when_of(found: dict[str, Any]) -> list[tuple[str, Any]]:
    period = found.get("period")
    if isinstance(period, dict):
        return [("period_from", period["from"]), ("period_to", period["to"])]
    if isinstance(found.get("from"), str):
        return [("period_from", found["from"]), ("period_to", found["to"])]
    return [
        ("moment", found[name]) for name in ("moment", "at") if isinstance(found.get(name), str)
    ]
