"""Who belongs to what, for their admins: members, invitations, keys, sessions."""

from collections import defaultdict
from typing import Any

import httpx
from dash import html
from fastapi import FastAPI, Request
from fastapi.responses import Response

from dashboard import asker
from dashboard.attributes import aria
from dashboard.page import Shown
from dashboard.people.forms import Input, choice, field, first, form, hidden, wrong
from dashboard.people.plain import Plain, refuse, there

PATH = "/people"
ROLES = ("viewer", "officer", "admin")
KINDS = ("municipality", "operator", "coordinator")
SCOPES = ("read", "zones", "worklist", "permits", "modules")
Row = dict[str, Any]


def serve(server: FastAPI, plain: Plain) -> None:
    """Add the routes."""

    @server.get(PATH, include_in_schema=False)
    async def show_people(request: Request) -> Response:
        return await _page(plain, request)

    @server.post(PATH, include_in_schema=False)
    async def change_people(request: Request) -> Response:
        shown = await plain.shown(request)
        fields = await plain.form(request)
        if fields is None:
            return refuse(plain, shown)
        number = first(fields, "organisation")
        answer = await plain.send(request, *_asked(fields))
        if answer.status_code != 201:
            said = plain.went_wrong(shown, answer)
            return await _page(plain, request, number, wrong(said), answer.status_code)
        once = _shown_once(shown, request, answer)
        if once is not None:
            return await _page(plain, request, number, once)
        number = number or str(answer.json().get("id", ""))
        return there(request, f"{PATH}?organisation={number}")


def _asked(fields: dict[str, list[str]]) -> tuple[str, Row]:
    """The question of the API that a form stands for."""
    told = defaultdict(str, {name: first(fields, name).strip() for name in fields})
    number, what = told["organisation"], told["do"]
    number = number if number.isdigit() else "0"
    match what:
        case "add":
            of = {told["kind"]: told["of"]} if told["kind"] in KINDS[:2] else {}
            return "organisations", {"kind": told["kind"], "name": told["name"], **of}
        case "invite":
            body: Row = {"email": told["email"], "role": told["role"]}
            return f"organisations/{number}/invitations", body
        case "renew":
            body = {"email": told["email"], "role": told["role"], "renews": True}
            return f"organisations/{number}/invitations", body
        case "role":
            body = {"member": _number(told["id"]), "role": told["role"]}
            return f"organisations/{number}/roles", body
        case "make_key":
            body = {"name": told["name"], "scopes": fields.get("scope", []),
                    "days": _number(told["days"])}  # fmt: skip
            return f"organisations/{number}/keys", body
    return f"organisations/{number}/endings", {"what": what, "id": _number(told["id"])}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _shown_once(shown: Shown, request: Request, answer: httpx.Response) -> Any:
    """A link or a key that cannot be read again."""
    made = answer.json()
    if "invitation" in made:
        link = made["link"]
        if link.startswith("/"):
            link = f"{request.url.scheme}://{request.url.netloc}{link}"
        said, secret = shown.words("people.link_once"), link
    elif "key" in made:
        said, secret = shown.words("people.key_once"), made["key"]
    else:
        return None
    return html.Div(
        [html.P(said), html.P(html.Code(secret, id="shown-once"))], className="shown-once",
        role="status",
    )  # fmt: skip


async def _page(
    plain: Plain, request: Request, number: str = "", notice: Any = None, status: int = 200
) -> Response:
    shown = await plain.shown(request)
    words, me = shown.words, asker.me()
    if me["name"] is None:
        return there(request, f"/sign-in?next={PATH}")
    found = await plain.ask("organisations")
    mine = [one for one in (found or {"organisations": []})["organisations"]
            if me["runs_the_platform"] or one["role"] == "admin"]  # fmt: skip
    if not mine:
        said = html.P(words("people.manages_nothing"), className="sentence")
        return plain.page(shown, words("people.people"), [html.Section(said)], 403, PATH)
    number = number or request.query_params.get("organisation", "")
    chosen = next((one for one in mine if str(one["id"]) == number), mine[0])
    full = await plain.ask(f"organisations/{chosen['id']}")
    body: list[Any] = [notice, _which(shown, mine, chosen)]
    if full is not None:
        body += [_members(shown, full), _invitations(shown, full), _keys(shown, full)]
        body.append(_sessions(shown, full))
    if me["runs_the_platform"]:
        body.append(_add(shown))
    return plain.page(shown, words("people.people"), body, status, PATH)


def _which(shown: Shown, mine: list[Row], chosen: Row) -> Any:
    if len(mine) == 1:
        return html.P(html.Strong(chosen["name"]))
    links = []
    for one in mine:
        here = aria(current="page") if one is chosen else {}
        kind = shown.words(f"people.kind_{one['kind']}")
        href = shown.link(PATH)
        href += ("&" if "?" in href else "?") + f"organisation={one['id']}"
        links.append(html.Li(html.A(f"{one['name']} ({kind})", href=href, **here)))
    return html.Nav(
        html.Ul(links), className="which", **aria(label=shown.words("people.organisations"))
    )


def _table(shown: Shown, name: str, columns: tuple[str, ...], rows: list[Any]) -> Any:
    words = shown.words
    if not rows:
        return html.P(words("people.none"), className="note")
    heads = [html.Th(words(f"people.col_{one}"), scope="col") for one in columns]
    last = html.Th(html.Span(words("people.col_act"), className="hidden"), scope="col")
    table = html.Table(
        [
            html.Caption(name, className="hidden"),
            html.Thead(html.Tr([*heads, last])),
            html.Tbody(rows),
        ]
    )
    return html.Div(table, className="scroll", tabIndex=0, role="region", **aria(label=name))


def _end(shown: Shown, full: Row, what: str, one: Row, of: str) -> html.Form:
    """The button that ends something; it says what, for who cannot see the row."""
    says = shown.words(f"people.end_{what}")
    button = html.Button(says, type="submit", **aria(label=f"{says}: {of}"))
    told = {"organisation": str(full["id"]), "do": what, "id": str(one["id"])}
    return html.Form([*hidden(**told), button], action=shown.link(PATH), method="post")


def _members(shown: Shown, full: Row) -> html.Section:
    words, rows = shown.words, []
    roles = {role: words(f"people.role_{role}") for role in ROLES}
    for one in full["members"]:
        told = {"organisation": str(full["id"]), "do": "role", "id": str(one["id"])}
        id = f"role-{one['id']}"
        label = html.Label(
            words("people.role_of", name=one["name"]), htmlFor=id, className="hidden"
        )
        chooser = choice("role", "", roles, one["role"], id).children[1]
        save = html.Button(words("people.save"), type="submit",
                           **aria(label=words("people.save_role", name=one["name"])))  # fmt: skip
        role = html.Form(
            [*hidden(**told), label, chooser, save], action=shown.link(PATH), method="post",
            className="inline",
        )  # fmt: skip
        acts = [_end(shown, full, "member", one, one["name"])]
        if asker.me()["runs_the_platform"]:
            again = {"organisation": str(full["id"]), "do": "renew", "email": one["email"],
                     "role": one["role"]}  # fmt: skip
            says = words("people.renew")
            button = html.Button(says, type="submit", className="plain",
                                 **aria(label=f"{says}: {one['name']}"))  # fmt: skip
            acts.append(
                html.Form([*hidden(**again), button], action=shown.link(PATH), method="post")
            )
        name = html.Th([one["name"], html.Br(), html.Span(one["email"], className="note")],
                       scope="row")  # fmt: skip
        rows.append(html.Tr([name, html.Td(role), html.Td(acts, className="acts")]))
    table = _table(shown, words("people.members"), ("name", "role"), rows)
    invite = form(
        shown.link(PATH),
        *hidden(organisation=str(full["id"]), do="invite"),
        field("email", words("people.email"), type="email", autoComplete="off"),
        choice("role", words("people.col_role"), roles, "officer"),
        says=words("people.invite"),
        name=words("people.invite"),
    )
    return html.Section(
        [html.H2(words("people.members")), table, html.H3(words("people.invite")),
         html.P(words("people.roles_about"), className="note"), invite]
    )  # fmt: skip


def _invitations(shown: Shown, full: Row) -> Any:
    words = shown.words
    if not full["invitations"]:
        return None
    rows = [
        html.Tr(
            [
                html.Th(one["email"] or words("people.whoever"), scope="row"),
                html.Td(words(f"people.role_{one['role']}")),
                html.Td(words.moment(one["expires_at"])),
                html.Td(_end(shown, full, "invitation", one, one["email"] or "")),
            ]
        )
        for one in full["invitations"]
    ]
    name = words("people.invitations")
    table = _table(shown, name, ("email", "role", "expires"), rows)
    return html.Section([html.H2(name), table])


def _keys(shown: Shown, full: Row) -> html.Section:
    words = shown.words
    rows = [
        html.Tr(
            [
                html.Th([one["name"], html.Br(), html.Code(f"{one['prefix']}…")],
                        scope="row"),
                html.Td(words.listed([words(f"people.scope_{name}") for name in one["scopes"]])),
                html.Td(words.day(one["expires_at"][:10])),
                html.Td(
                    words.moment(one["used_at"]) if one["used_at"] else words("people.never")
                ),
                html.Td(_end(shown, full, "key", one, one["name"])),
            ]
        )
        for one in full["keys"]
    ]  # fmt: skip
    boxes = [
        html.Label([Input(type="checkbox", name="scope", value=name),
                    words(f"people.scope_{name}")], className="box")
        for name in SCOPES
    ]  # fmt: skip
    make = form(
        shown.link(PATH),
        *hidden(organisation=str(full["id"]), do="make_key"),
        field("name", words("people.key_name"), maxLength=80, autoComplete="off", id="key-name"),
        html.Fieldset([html.Legend(words("people.key_scopes")), *boxes]),
        field("days", words("people.key_days"), type="number", value="90", min=1, max=365),
        says=words("people.make_key"),
        name=words("people.make_key"),
    )
    name = words("people.keys")
    table = _table(shown, name, ("name", "scopes", "expires", "used"), rows)
    more = html.Details([html.Summary(words("people.make_key")), make])
    return html.Section(
        [html.H2(name), html.P(words("people.keys_about"), className="note"), table, more]
    )


def _sessions(shown: Shown, full: Row) -> html.Section:
    words = shown.words
    rows = [
        html.Tr(
            [
                html.Th(_named(one, words("people.own")),
                        scope="row"),
                html.Td(words.moment(one["started_at"])),
                html.Td(words.moment(one["seen_at"])),
                html.Td(one["address"]),
                html.Td(_end(shown, full, "session", one, one["name"])),
            ]
        )
        for one in full["sessions"]
    ]  # fmt: skip
    name = words("people.sessions")
    table = _table(shown, name, ("name", "since", "seen", "address"), rows)
    return html.Section([html.H2(name), table])


def _named(session: Row, own: str) -> str:
    """Whose session it is, and whether it is the one that looks."""
    return f"{session['name']} ({own})" if session["own"] else str(session["name"])


def _add(shown: Shown) -> html.Section:
    words = shown.words
    kinds = {kind: words(f"people.kind_{kind}") for kind in KINDS}
    add = form(
        shown.link(PATH),
        *hidden(do="add"),
        choice("kind", words("people.kind"), kinds),
        field("name", words("people.organisation_name"), maxLength=80, id="organisation-name"),
        field("of", words("people.of"), words("people.of_note"), required=False),
        says=words("people.add"),
        name=words("people.add"),
    )
    more = html.Details([html.Summary(words("people.add")), add])
    return html.Section([html.H2(words("people.organisations")), more])
