"""Receipts explained: the question asked again, and what its answer is made of."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.answer import answer
from api.answers import Explanation, ReceiptKey, SignedFile
from api.evidence import Ask, Evidence
from api.lanes import run_in_lane
from api.moments import moment
from api.people.refusals import NotAllowed
from api.questions import Plain
from api.reading import covers, within
from api.receipts.again import Again, ask_again
from api.receipts.behind import areas_of, behind
from api.receipts.extract import extract
from api.receipts.receipt import NotExtractable, Receipt, public_text, read
from api.strict import StrictRoute
from stoep import __version__
from zones.registry import INDICATORS

router = APIRouter(route_class=StrictRoute, tags=["receipts"])
Text = Annotated[
    str, Path(max_length=4000, description="The field `receipt` of an answer.", examples=["rcpt"])
]


@router.get("/receipt-key", response_model=ReceiptKey, summary="The key of receipts")
def get_key(question: Annotated[Plain, Query()], ask: Ask) -> Response:
    """The public key (Ed25519) with which receipts and signed files of this Stoep are checked."""
    return answer({"algorithm": "Ed25519", "key": public_text(ask.signing_key.public_key())})


@router.get("/receipts/{receipt}", response_model=Explanation, summary="A number explained")
async def explain_receipt(
    receipt: Text, question: Annotated[Plain, Query()], ask: Ask, request: Request
) -> Response:
    """The question behind a number asked again as of then, and the evidence that it rests on."""
    told = opened(receipt, ask)
    again = await ask_again(within(request.app, request), ask, told)
    content = await run_in_lane(partial(explanation, ask, told, again), is_slow=True)
    return answer(await run_in_threadpool(_for_whom, content, ask, told, again, request))


@router.get("/receipts/{receipt}/file", response_model=SignedFile, summary="A number as a file")
async def get_receipt_file(
    receipt: Text, question: Annotated[Plain, Query()], ask: Ask, request: Request
) -> Response:
    """A number with all of its evidence, signed: anybody can work it out again with `stoep rerun`.

    The pseudonyms of vehicles are not in it.
    """
    told = opened(receipt, ask)
    again = await ask_again(within(request.app, request), ask, told)
    if not await run_in_threadpool(_may_see, ask, told, again, request):
        raise NotAllowed(
            "The stays behind this number are for the municipality where they are.",
            "Explain the receipt instead: that needs no sign-in.",
        )
    if not again.same or again.as_told or again.answer is None:
        raise NotExtractable(
            "The number is no longer the same, so that its evidence would not give it.",
            "Explain the receipt to see why, and ask the question anew.",
        )
    content = await run_in_lane(partial(extract, ask, receipt, told, again.answer), is_slow=True)
    name = f'attachment; filename="stoep-{told.indicator}-{told.digest[:8]}.json"'
    return Response(content, headers={"Content-Disposition": name}, media_type="application/json")


def _may_see(ask: Evidence, receipt: Receipt, again: Again, request: Request) -> bool:
    """Whether who asks may see the stays behind a number."""
    with ask.read() as reading:
        return covers(reading, request, areas_of(again.answer or {}, receipt))


def _for_whom(
    content: dict[str, Any], ask: Evidence, receipt: Receipt, again: Again, request: Request
) -> dict[str, Any]:
    """An explanation without single stays, for who may not see them."""
    made_of = content["behind"]
    if made_of is None or _may_see(ask, receipt, again, request):
        return content
    return content | {"behind": made_of | {"listed": []}}


def opened(receipt: str, ask: Evidence) -> Receipt:
    """A receipt of this Stoep; raises BadReceipt for another text."""
    return read(receipt, ask.signing_key.public_key())


def explanation(ask: Evidence, receipt: Receipt, again: Again) -> dict[str, Any]:
    """All that can be said of a receipt; reads the evidence as of then."""
    with ask.as_known(receipt.asked_at, receipt.evidence).read() as reading:
        names = {feed["id"]: feed["key"] for feed in reading.named("feeds", key=None)}
        made_of = None if again.answer is None else behind(reading, receipt, again.answer)
        gone = made_of is not None and made_of["stays"] is None
    return {
        "question": {"path": f"/v1{receipt.path}", "parameters": receipt.query},
        "asked_at": moment(receipt.asked_at),
        "indicator": receipt.indicator,
        "version": {
            "indicator": receipt.indicator_version,
            "indicator_now": INDICATORS[receipt.indicator].version
            if receipt.indicator in INDICATORS
            else None,
            "code": receipt.code_version,
            "code_now": __version__,
        },
        "evidence": [
            {"feed": names.get(feed, str(feed)), "to": moment(to), "folded_to": moment(folded)}
            for feed, (to, folded, _) in receipt.evidence.items()
        ],
        "same": again.same,
        "as_told": again.as_told,
        "why": _why(receipt, again, gone=gone),
        "answer": again.answer,
        "behind": made_of,
    }


def _why(receipt: Receipt, again: Again, *, gone: bool) -> str | None:
    """Why the answer is another one now, as far as that can be told."""
    if again.as_told:
        return "Late words corrected it since; as it was told then it is the same."
    if again.same:
        return None
    if again.refusal:
        return f"It cannot be asked any more: {again.refusal}"
    if gone:
        return (
            "Where single vehicles stood then is no longer kept, so that it cannot be worked out"
            " again. Ask for counts of that time: vehicles_parked of an area."
        )
    entry = INDICATORS.get(receipt.indicator)
    if entry is None or entry.version != receipt.indicator_version:
        return "The indicator is worked out in another way since."
    if receipt.code_version != __version__:
        return "Another version of the code answered then."
    return (
        "The evidence of those moments was completed since: an absence that was not certain yet"
        " was undone, or late words corrected it."
    )
