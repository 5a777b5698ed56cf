"""An invitation: make an account by it, or accept it as who one is already."""

from base64 import b64encode
from io import BytesIO
from typing import Any

import segno
from dash import html
from fastapi import FastAPI, Request
from fastapi.responses import Response

from dashboard import asker
from dashboard.page import Shown
from dashboard.people import to_provider
from dashboard.people.forms import field, first, form, hidden, wrong
from dashboard.people.plain import Plain, refuse, there

PATH = "/invitation/{token}"
TYPED = ("name", "email", "password", "code")


def serve(server: FastAPI, plain: Plain) -> None:
    """Add the routes."""

    @server.get(PATH, include_in_schema=False)
    async def show_invitation(token: str, request: Request) -> Response:
        return await _page(plain, request, token)

    @server.post(PATH, include_in_schema=False)
    async def accept(token: str, request: Request) -> Response:
        shown = await plain.shown(request)
        fields = await plain.form(request)
        if fields is None:
            return refuse(plain, shown)
        typed: dict[str, Any] = {"invitation": token}
        if first(fields, "accept"):
            answer = await plain.send(request, "memberships", typed)
        else:
            typed |= {name: first(fields, name) for name in TYPED}
            answer = await plain.send(request, "accounts", typed)
        if answer.status_code != 201:
            return await _page(plain, request, token, plain.went_wrong(shown, answer), typed)
        return there(request, "/sign-out", answer)


async def _page(
    plain: Plain, request: Request, token: str, said: str | None = None,
    typed: dict[str, Any] | None = None,
) -> Response:  # fmt: skip
    shown = await plain.shown(request)
    words, title = shown.words, shown.words("people.invitation")
    answer = await plain.send(request, "invitation-checks", {"invitation": token})
    if answer.status_code != 200:
        said = plain.went_wrong(shown, answer)
        return plain.page(shown, title, [html.Section(wrong(said))], 404, PATH)
    told, here = answer.json(), shown.link(f"/invitation/{token}")
    about = words(
        "people.invited",
        by=told["by"],
        organisation=told["organisation"],
        role=words(f"people.role_{told['role']}").lower(),
    )
    parts: list[Any] = [
        html.P(words("people.renews") if told["renews"] else about, className="sentence"),
        wrong(said),
    ]
    name = asker.me()["name"]
    if name and not told["renews"]:
        yes = form(here, *hidden(accept="yes"), says=words("people.accept_as", name=name))
        return plain.page(shown, title, [html.Section([*parts, yes])], path=PATH)
    sign_in = html.A(words("people.have_account"), href=f"/sign-in?next=/invitation/{token}")
    if not told["renews"]:
        parts.append(html.P(sign_in))
        parts.append(to_provider.button(shown, "/sign-out", "people.by_provider", invitation=token))
    parts.append(_form(shown, here, told, typed or {}))
    status = 400 if said else 200
    return plain.page(shown, title, [html.Section(parts)], status, PATH)


def _form(shown: Shown, here: str, told: dict[str, Any], typed: dict[str, Any]) -> html.Form:
    words, email = shown.words, told["email"]
    readonly: dict[str, Any] = {"readOnly": True} if email else {}
    key = told["second_factor"]
    spaced = " ".join(key[at : at + 4] for at in range(0, len(key), 4))
    return form(
        here,
        field("name", words("people.name"), words("people.name_note"), maxLength=80,
              value=typed.get("name", ""), autoComplete="name"),
        field("email", words("people.email"), type="email", value=email or typed.get("email", ""),
              autoComplete="username", **readonly),
        field("password", words("people.password"), words("people.password_note"),
              type="password", autoComplete="new-password", minLength=15, maxLength=128),
        html.Div(
            [
                html.Img(src=_square(told["second_factor_address"]), alt=words("people.square")),
                html.Div(
                    [
                        html.P(words("people.app_about")),
                        html.P(html.Code(spaced)),
                    ]
                ),
            ],
            className="app",
        ),
        field("code", words("people.code"), words("people.code_first"), inputMode="numeric",
              autoComplete="one-time-code", maxLength=10),
        says=words("people.make_account"),
    )  # fmt: skip


def _square(address: str) -> str:
    """What an app reads with its camera, as a picture in the page itself: it goes nowhere else."""
    drawn = BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", scale=4, border=3, light="#fff")
    return f"data:image/svg+xml;base64,{b64encode(drawn.getvalue()).decode()}"
