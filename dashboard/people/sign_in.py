"""Signing in: address, password, code; in the demo as one of its people with one click."""

from typing import Any

from dash import html
from fastapi import FastAPI, Request
from fastapi.responses import Response

from dashboard import asker
from dashboard.page import Shown
from dashboard.people import to_provider
from dashboard.people.forms import field, first, form, hidden, wrong
from dashboard.people.plain import Plain, local, refuse, there

PATH, DEMO_PATH = "/sign-in", "/sign-in/demo"


def serve(server: FastAPI, plain: Plain) -> None:
    """Add the routes."""

    @server.get(PATH, include_in_schema=False)
    async def show_sign_in(request: Request) -> Response:
        shown = await plain.shown(request)
        return page(plain, shown, local(request.query_params.get("next")))

    @server.post(PATH, include_in_schema=False)
    async def sign_in(request: Request) -> Response:
        shown = await plain.shown(request)
        fields = await plain.form(request)
        if fields is None:
            return refuse(plain, shown)
        typed = {name: first(fields, name) for name in ("email", "password", "code")}
        goes_to = local(first(fields, "next"))
        answer = await plain.send(request, "sessions", typed)
        if answer.status_code != 201:
            said = plain.went_wrong(shown, answer)
            if answer.status_code == 400:
                said = shown.words("people.wrong_not_let_in")
            return page(plain, shown, goes_to, said, typed["email"], answer.status_code)
        return there(request, goes_to, answer)

    @server.post(DEMO_PATH, include_in_schema=False)
    async def be_somebody(request: Request) -> Response:
        fields = await plain.form(request)
        if fields is None:
            return refuse(plain, await plain.shown(request))
        answer = await plain.send(request, "sessions/demo", {"who": first(fields, "who")})
        goes_to = local(first(fields, "next"))
        if answer.status_code != 201:
            shown = await plain.shown(request)
            said = plain.went_wrong(shown, answer)
            return page(plain, shown, goes_to, said, status=answer.status_code)
        return there(request, goes_to, answer)


def page(
    plain: Plain, shown: Shown, goes_to: str, said: str | None = None, email: str = "",
    status: int = 200,
) -> Response:  # fmt: skip
    """The page, with what went wrong."""
    words = shown.words
    parts: list[Any] = [
        html.P(words("people.sign_in_about"), className="sentence"),
        wrong(said),
        to_provider.button(shown, goes_to, "people.by_provider"),
        form(
            shown.link(PATH),
            *hidden(next=goes_to),
            field("email", words("people.email"), type="email", value=email,
                  autoComplete="username"),
            field("password", words("people.password"), type="password",
                  autoComplete="current-password"),
            field("code", words("people.code"), words("people.code_note"), inputMode="numeric",
                  autoComplete="one-time-code", maxLength=10),
            says=words("people.sign_in"),
        ),
        html.P(words("people.no_account"), className="note"),
    ]  # fmt: skip
    body = [html.Section(parts), demo_panel(shown, goes_to)]
    return plain.page(shown, words("people.sign_in"), body, status, PATH)


def demo_panel(shown: Shown, goes_to: str = "/") -> Any:
    """In the demo alone: be one of its people with one click, from wherever one is."""
    words, me = shown.words, asker.me()
    if not me["demo"] or me["name"]:
        return None
    return html.Section(
        html.Form(
            [
                html.Span(words("people.demo_as"), className="note"),
                *[
                    html.Button(words(f"people.demo_{who}"), type="submit", name="who", value=who)
                    for who in me["demo"]
                ],
            ],
            action=f"{shown.link(DEMO_PATH)}",
            method="post",
            className="demo-people",
        ),
        className="plain",
        id="demo-people",
    )
