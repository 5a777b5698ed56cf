"""To the identity provider and back: the page in between, and where one comes back."""

from typing import Any

from dash import html
from fastapi import FastAPI, Request
from fastapi.responses import Response

from dashboard import asker
from dashboard.page import Shown
from dashboard.people import account, sign_in
from dashboard.people.forms import first
from dashboard.people.plain import Plain, in_language, local, refuse, there
from dashboard.people.to_provider import PATH

RETURN = f"{PATH}/done"
LANGUAGE, LANGUAGE_S = "stoep_language", 600
"""The provider sends one back to one address: the language waits here."""
BROUGHT = ("state", "code", "iss", "error")


def serve(server: FastAPI, plain: Plain) -> None:
    """Add the routes."""

    @server.post(PATH, include_in_schema=False)
    async def set_out(request: Request) -> Response:
        shown = await plain.shown(request)
        fields = await plain.form(request)
        if fields is None:
            return refuse(plain, shown)
        wish: dict[str, Any] = {"goes_to": in_language(request, local(first(fields, "next")))}
        if invitation := first(fields, "invitation"):
            wish["invitation"] = invitation
        if first(fields, "connects"):
            wish["connects"] = True
        answer = await plain.send(request, "provider-journeys", wish)
        if answer.status_code != 201:
            return _back(plain, shown, plain.went_wrong(shown, answer), answer.status_code)
        return _going(plain, shown, answer.json()["address"], answer.headers.get_list("set-cookie"))

    @server.get(RETURN, include_in_schema=False)
    async def come_back(request: Request) -> Response:
        brought = {
            name: request.query_params[name] for name in BROUGHT if name in request.query_params
        }
        answer = await plain.send(request, "sessions/provider", brought)
        if answer.status_code == 201:
            return there(request, local(answer.json()["goes_to"]), answer)
        lang = request.cookies.get(LANGUAGE)
        shown = await plain.shown(request, f"lang={lang}" if lang in ("nl", "en") else "")
        said = plain.went_wrong(shown, answer)
        if answer.status_code == 400:
            said = shown.words("people.wrong_not_let_in_by_provider")
        return _back(plain, shown, said, answer.status_code)


def _going(plain: Plain, shown: Shown, address: str, cookies: list[str]) -> Response:
    """The page in between. It leads on by itself, not as the answer to a form: what a form may lead
    to is our own site alone, and stays so."""
    words, name = shown.words, asker.me().get("provider") or ""
    body = html.Section(
        [
            html.P(words("people.going_about", name=name), className="sentence"),
            html.P(html.A(words("people.going_on", name=name), href=address)),
        ]
    )
    told = plain.page(shown, words("people.going", name=name), [body], path=sign_in.PATH)
    told.headers["Refresh"] = f"0; url={address}"
    for cookie in cookies:
        told.headers.append("Set-Cookie", cookie)
    told.set_cookie(
        LANGUAGE, shown.view.lang, max_age=LANGUAGE_S, path=PATH, httponly=True, samesite="lax",
        secure=plain.teller.settings.public_url.startswith("https://"),
    )  # fmt: skip
    return told


def _back(plain: Plain, shown: Shown, said: str, status: int) -> Response:
    """What went wrong, on the page of who is signed in, or on that for signing in."""
    if asker.me()["name"] is not None:
        return account.page(plain, shown, said, status)
    return sign_in.page(plain, shown, "/", said, status=status)
