"""Who one is here, and the way out."""

from dash import html
from fastapi import FastAPI, Request
from fastapi.responses import Response

from dashboard import asker
from dashboard.frame import own_links
from dashboard.page import Shown
from dashboard.people.forms import form
from dashboard.people.plain import Plain, refuse, there
from dashboard.words import Words

PATH = "/sign-out"


def serve(server: FastAPI, plain: Plain) -> None:
    """Add the routes."""

    @server.get(PATH, include_in_schema=False)
    async def show_account(request: Request) -> Response:
        if asker.me()["name"] is None:
            return there(request, "/sign-in")
        return _page(plain, await plain.shown(request))

    @server.post(PATH, include_in_schema=False)
    async def sign_out(request: Request) -> Response:
        if await plain.form(request) is None:
            return refuse(plain, await plain.shown(request))
        return there(request, "/", await plain.send(request, "sign-outs", {}))


def _page(plain: Plain, shown: Shown) -> Response:
    words, me = shown.words, asker.me()
    belongs = [belonging(one, words) for one in me["memberships"]]
    manages = me["runs_the_platform"] or any(one["role"] == "admin" for one in me["memberships"])
    people = html.A(words("people.manage"), href=shown.link("/people"))
    body = [
        html.Section(
            [
                html.P(words("people.signed_in_as", name=me["name"]), className="sentence"),
                html.Ul([html.Li(one) for one in belongs]) if belongs else None,
                html.P(people) if manages else None,
                *[html.P(link) for link in own_links(shown)],
                form(shown.link(PATH), says=words("people.sign_out")),
            ]
        )
    ]
    return plain.page(shown, words("people.account"), body, path=PATH)


def belonging(one: dict[str, str], words: Words) -> str:
    """What somebody is, and of what."""
    return f"{words('people.role_' + one['role'])}, {one['name']}"
