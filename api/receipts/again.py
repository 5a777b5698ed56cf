"""Ask a question again as it was asked: by the same code, as of the evidence of then."""

from dataclasses import dataclass
from typing import Any

import httpx
import msgspec
from starlette.types import ASGIApp, Receive, Scope, Send

from api.evidence import AS_KNOWN, Evidence
from api.moments import moment
from api.receipts.receipt import Receipt, digest_of

COUNTED = ("vehicles_parked", "parked_density", "clutter_load")
"""Numbers of which is kept what they were before a correction."""


@dataclass(frozen=True)
class Again:
    """What a question comes to when it is asked again.

    `answer` is None where it cannot be asked any more; `as_told` says that it takes leaving out
    later corrections to come to the same.
    """

    answer: dict[str, Any] | None
    same: bool
    as_told: bool
    refusal: str | None = None


async def ask_again(app: ASGIApp, evidence: Evidence, receipt: Receipt) -> Again:
    """The answer to a receipt's question as of then, held against its digest."""
    answer, refusal = await _ask(app, evidence, receipt, receipt.query)
    if answer is None:
        return Again(None, same=False, as_told=False, refusal=refusal)
    if digest_of(answer) == receipt.digest:
        return Again(answer, same=True, as_told=False)
    if receipt.path.endswith("/series") and receipt.indicator in COUNTED:
        query = {**receipt.query, "toldAt": str(moment(receipt.asked_at))}
        told, _ = await _ask(app, evidence, receipt, query)
        if told is not None and digest_of(told) == receipt.digest:
            return Again(told, same=True, as_told=True)
    return Again(answer, same=False, as_told=False)


async def _ask(
    app: ASGIApp, evidence: Evidence, receipt: Receipt, query: dict[str, str]
) -> tuple[dict[str, Any] | None, str | None]:
    known = evidence.as_known(receipt.asked_at, receipt.evidence)

    async def as_known(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, AS_KNOWN: known}, receive, send)

    transport = httpx.ASGITransport(as_known)
    async with httpx.AsyncClient(transport=transport, base_url="http://again") as client:
        reply = await client.get(receipt.path, params=query)
    content: dict[str, Any] = msgspec.json.decode(reply.content)
    return (content, None) if reply.status_code == 200 else (None, content.get("detail"))
