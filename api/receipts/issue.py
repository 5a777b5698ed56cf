"""Give an answer its receipt."""

from typing import Any

from fastapi import Request, Response

from api.answer import answer
from api.evidence import Evidence, Reading
from api.receipts.receipt import Receipt, digest_of, write
from stoep import __version__
from zones.registry import INDICATORS


def receipted(
    content: dict[str, Any], indicator: str, request: Request, ask: Evidence, reading: Reading
) -> Response:
    """An answer that carries its receipt; to be made while `reading` is open.

    `indicator` is the published number that the answer tells.
    """
    path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
    query = dict(request.query_params)
    return answer(content | {"receipt": receipt_of(content, indicator, path, query, ask, reading)})


def receipt_of(
    content: dict[str, Any],
    indicator: str,
    path: str,
    query: dict[str, str],
    ask: Evidence,
    reading: Reading,
) -> str:
    """The receipt of what a question comes to; to be made while `reading` is open."""
    receipt = Receipt(
        path=path,
        query=query,
        asked_at=reading.now_s,
        evidence={row[0]: (row[1], row[2], row[3]) for row in reading.rows("evidence_as_of")},
        indicator=indicator,
        indicator_version=INDICATORS[indicator].version,
        code_version=__version__,
        digest=digest_of(content),
    )
    return write(receipt, ask.signing_key)
