"""A number and all of its evidence in one signed file, to be worked out again by anybody.

The file holds the receipt, the answer, and the rows that it was made of: areas, runs of evidence,
stays. It names no vehicle: stays have numbers, and the pseudonyms of vehicles stay behind.
"""

from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.evidence import Evidence, Reading
from api.receipts.behind import areas_of, period_of
from api.receipts.receipt import NotExtractable, Receipt, public_text
from zones.clock import load_clocks
from zones.measure import SQL as ZONES_SQL
from zones.serving import read_serving

FOLDER = Path(__file__).parents[1] / "sql" / "extract"
TABLES = (
    "operator",
    "feed",
    "feed_state",
    "coverage_span",
    "vehicle_type",
    "area",
    "retention",
    "position_tolerance",
    "module_effect",
    "effect_in_force",
    "stay",
    "open_stay",
    "state_change",
)
"""In the order in which they can be loaded."""
QUERIES = {table: (FOLDER / f"{table}.sql").read_bytes() for table in TABLES}
LOOK_BACK_S = 15 * 86_400
"""Stays from so long before the period go along: hot spots look that far back."""
MOST_STAYS = 200_000
FROM_STAYS = ("/indicators/", "/hot-spots", "/long-parked", "/counting-methods", "/vehicles")
"""Questions that are answered from the stays of areas alone."""


class Extract(msgspec.Struct, frozen=True):
    """What a file holds, but for its signature."""

    format: str
    receipt: str
    key: str
    """The public key of the Stoep that signed it."""
    timezone: str
    question: Receipt
    answer: dict[str, Any]
    types: list[tuple[int, int]]
    """Vehicle types that each feed was seen to list, here or elsewhere."""
    served: list[tuple[int, int, int, int]]
    """Feed, municipality (its area), vehicle type and day (from 1970) of what stood there: on it
    hangs where each feed is expected."""
    tables: dict[str, list[dict[str, Any]]]


class SignedExtract(msgspec.Struct, frozen=True):
    """A file: the very bytes that were signed, and the signature."""

    signed: msgspec.Raw
    signature: str


FORMAT = "stoep-receipt-1"


def extract(ask: Evidence, text: str, receipt: Receipt, answer: dict[str, Any]) -> bytes:
    """The signed file of a receipt whose answer is known; raises NotExtractable."""
    if not receipt.path.startswith(FROM_STAYS) or not areas_of(answer, receipt):
        raise NotExtractable(
            f"The evidence behind {receipt.path} does not go into a file.",
            "Explain it here; files are made of numbers that stays are counted into.",
        )
    with ask.as_known(receipt.asked_at, receipt.evidence).read() as reading:
        tables, types = _rows(reading, receipt, answer)
        served = _served(reading, receipt, answer)
    content = Extract(
        format=FORMAT,
        receipt=text,
        key=public_text(ask.signing_key.public_key()),
        timezone=ask.settings.timezone,
        question=receipt,
        answer=answer,
        types=types,
        served=served,
        tables=tables,
    )
    return _signed(content, ask.signing_key)


def _signed(content: Extract, key: Ed25519PrivateKey) -> bytes:
    plain = msgspec.json.encode(content)
    signature = urlsafe_b64encode(key.sign(plain)).decode()
    return msgspec.json.encode(SignedExtract(msgspec.Raw(plain), signature))


def _rows(
    reading: Reading, receipt: Receipt, answer: dict[str, Any]
) -> tuple[dict[str, list[dict[str, Any]]], list[tuple[int, int]]]:
    start, end = period_of(answer, receipt)
    asked = {
        "areas": areas_of(answer, receipt),
        "feeds": list(receipt.evidence),
        "start": start - LOOK_BACK_S,
        "end": end,
    }
    connection = reading.connection
    found = {
        table: [row[0] for row in connection.execute(query, asked).fetchall()]
        for table, query in QUERIES.items()
    }
    if len(found["stay"]) + len(found["open_stay"]) > MOST_STAYS:
        raise NotExtractable(
            f"More than {MOST_STAYS} stays are behind this number.",
            "Ask for a smaller area or a shorter period.",
        )
    period = {"start": start, "end": end, "listed": True}
    feeds = connection.execute(ZONES_SQL["feeds_known"].encode(), period).fetchall()
    return found, [(row[0], int(kind)) for row in feeds for kind in row[6]]


def _served(
    reading: Reading, receipt: Receipt, answer: dict[str, Any]
) -> list[tuple[int, int, int, int]]:
    start, end = period_of(answer, receipt)
    clocks, areas = load_clocks(reading.connection), areas_of(answer, receipt)
    found = read_serving(reading.connection, areas, clocks, start - LOOK_BACK_S, end)
    columns = (found.feed_id, found.town, found.vehicle_type_id, found.day)
    return sorted(set(zip(*(column.tolist() for column in columns), strict=True)))
