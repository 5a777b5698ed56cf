"""Who one is here, and the way out."""

from dash import html
from fastapi import FastAPI, Request
from fastapi.responses import Response

from dashboard import asker
from dashboard.frame import own_links
from dashboard.page import Shown
from dashboard.people import to_provider
from dashboard.people.forms import form, wrong
from dashboard.people.plain import Plain, refuse, there
from dashboard.words import Words

PATH = "/sign-out"


def serve(server: FastAPI, plain: Plain) -> None:
    """Add the routes."""

    @server.get(PATH, include_in_schema=False)
    async def show_account(request: Request) -> Response:
        if asker.me()["name"] is None:
            return there(request, "/sign-in")
        shown = await plain.shown(request)
        connected = bool(request.query_params.get("connected"))
        return page(plain, shown, connected=connected)

    @server.post(PATH, include_in_schema=False)
    async def sign_out(request: Request) -> Response:
        if await plain.form(request) is None:
            return refuse(plain, await plain.shown(request))
        return there(request, "/", await plain.send(request, "sign-outs", {}))


def page(
    plain: Plain, shown: Shown, said: str | None = None, status: int = 200, *,
    connected: bool = False,
) -> Response:  # fmt: skip
    """The page, with what went wrong; `connected`: the provider just came to know them."""
    words, me = shown.words, asker.me()
    belongs = [belonging(one, words) for one in me["memberships"]]
    manages = me["runs_the_platform"] or any(one["role"] == "admin" for one in me["memberships"])
    people = html.A(words("people.manage"), href=shown.link("/people"))
    body = [
        html.Section(
            [
                html.P(words("people.signed_in_as", name=me["name"]), className="sentence"),
                wrong(said),
                _connected(words) if connected else None,
                html.Ul([html.Li(one) for one in belongs]) if belongs else None,
                html.P(people) if manages else None,
                *[html.P(link) for link in own_links(shown)],
                form(shown.link(PATH), says=words("people.sign_out")),
            ]
        )
    ]
    body += _connect(shown)
    return plain.page(shown, words("people.account"), body, status, PATH)


def _connected(words: Words) -> html.P:
    name = asker.me().get("provider") or ""
    return html.P(words("people.connected", name=name), role="status")


def _connect(shown: Shown) -> list[html.Section]:
    """Where people sign in by a provider too: let it know who one is here."""
    words, name = shown.words, asker.me().get("provider")
    if not name:
        return []
    button = to_provider.button(shown, f"{PATH}?connected=1", "people.connect", connects="yes")
    about = html.P(words("people.connect_about", name=name), className="note")
    return [html.Section([button, about])]


def belonging(one: dict[str, str], words: Words) -> str:
    """What somebody is, and of what."""
    return f"{words('people.role_' + one['role'])}, {one['name']}"
