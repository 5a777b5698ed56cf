"""Ending messages: the link in each of them shows what it ends, and one click ends it.

Whoever holds the link may, without a name or a login: it is signed, and good for one recipient.
"""

import html
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import HTMLResponse

from api.evidence import Ask
from api.questions import Plain
from api.strict import StrictRoute
from zones.notices.recipients import Recipient, forget, recipient_by_number
from zones.notices.unsubscribe import recipient_of
from zones.notices.words import say

router = APIRouter(route_class=StrictRoute, tags=["service"])
ACTS = "/notices/unsubscriptions"
BY = "unsubscribed by link"
Token = Annotated[
    str, Path(max_length=100, description="What the link in a message ends in.", examples=["7-a"])
]


@router.get(
    "/notices/unsubscribe/{token}",
    response_class=HTMLResponse,
    summary="A page that asks whether messages should end",
)
def show_unsubscribe(
    token: Token, question: Annotated[Plain, Query()], ask: Ask, request: Request
) -> Response:
    """To whom messages go by this link, and a button that ends them; showing it changes nothing."""
    with ask.read() as reading:
        recipient = recipient_by_number(reading.connection, recipient_of(ask.secret, token))
    if recipient is None or recipient.address is None:
        return _page(recipient, "page_gone", "")
    action = html.escape(f"{request.scope['root_path']}{ACTS}/{token}", quote=True)
    button = html.escape(say(recipient.language, "page_button"))
    form = f'<form method="post" action="{action}"><button>{button}</button></form>'
    return _page(recipient, "page_ask", form)


@router.post(
    "/notices/unsubscriptions/{token}",
    response_class=HTMLResponse,
    summary="End the messages to one recipient",
)
def unsubscribe(token: Token, question: Annotated[Plain, Query()], ask: Ask) -> Response:
    """The recipient is told no more, and its address is erased; once is enough, twice does no harm.

    Mail programs send this by their own button (RFC 8058).
    """
    with ask.write() as connection:
        number = recipient_of(ask.secret, token)
        recipient = recipient_by_number(connection, number)
        ended = forget(connection, number, BY, datetime.fromtimestamp(ask.clock(), UTC))
    return _page(recipient, "page_done" if ended else "page_gone", "")


def _page(recipient: Recipient | None, text: str, more: str) -> HTMLResponse:
    language = "nl" if recipient is None else recipient.language
    told = {"name": "", "municipality": ""} if recipient is None else vars(recipient)
    title = html.escape(say(language, "page_title"))
    said = html.escape(say(language, text, **told))
    return HTMLResponse(
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{title}</title></head>'
        f"<body><main><h1>{title}</h1><p>{said}</p>{more}</main></body></html>"
    )
