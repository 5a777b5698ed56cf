"""An operator's own numbers: the same that the municipality sees, asked of the same API."""

import asyncio
from datetime import timedelta
from typing import Any

from dash import html
from fastapi import FastAPI, Request
from fastapi.responses import Response

from dashboard import asker
from dashboard.attributes import aria
from dashboard.mine.log import entries
from dashboard.mine.subject import told_of
from dashboard.page import Shown
from dashboard.pages.feeds.cards import MARKS
from dashboard.pages.permits.asked import row_of
from dashboard.pages.permits.names import Names, amount
from dashboard.pages.permits.sentences import judged
from dashboard.people.forms import first, form, hidden, wrong
from dashboard.people.plain import Plain, refuse, there
from dashboard.words import Words

PATH = "/own"
DAYS, LOOKS = 7, 10
Row = dict[str, Any]


def serve(server: FastAPI, plain: Plain) -> None:
    """Add the routes."""

    @server.get(PATH, include_in_schema=False)
    async def show_own(request: Request) -> Response:
        return await _page(plain, request)

    @server.post(PATH, include_in_schema=False)
    async def change_keys(request: Request) -> Response:
        fields = await plain.form(request)
        shown = await plain.shown(request)
        if fields is None:
            return refuse(plain, shown)
        body: Row = {"operator": first(fields, "operator")}
        if first(fields, "do") == "make":
            answer = await plain.send(request, "push-keys", body | {"feed": first(fields, "feed")})
        else:
            id = first(fields, "id")
            number = int(id) if id.isascii() and id.isdigit() and len(id) < 10 else 0
            answer = await plain.send(request, "push-keys/endings", body | {"id": number})
        if answer.status_code != 201:
            said = wrong(plain.went_wrong(shown, answer))
            return await _page(plain, request, said, answer.status_code)
        if "key" in answer.json():
            key = html.P(html.Code(answer.json()["key"], id="shown-once"))
            once = [html.P(shown.words("people.key_once")), key]
            return await _page(
                plain, request, html.Div(once, className="shown-once", role="status")
            )
        return there(request, f"{PATH}?operator={body['operator']}")


def operators_of_mine() -> list[Row]:
    """The operators that who looks belongs to."""
    return [one for one in asker.me()["memberships"] if one["kind"] == "operator"]


async def _page(plain: Plain, request: Request, notice: Any = None, status: int = 200) -> Response:
    shown = await plain.shown(request)
    words, me = shown.words, asker.me()
    if me["name"] is None:
        return there(request, f"/sign-in?next={PATH}")
    mine = operators_of_mine()
    if not mine:
        said = html.Section(html.P(words("own.no_operator"), className="sentence"))
        return plain.page(shown, words("own.title"), [said], 403, PATH)
    wanted = request.query_params.get("operator")
    chosen = next((one for one in mine if one["operator"] == wanted), mine[0])
    asked = await _ask(plain, shown, chosen["operator"])
    told = await told_of(plain, words)
    body = [
        notice,
        _which(shown, mine, chosen),
        html.P(words("own.same"), className="sentence"),
        _now(shown, asked, chosen["operator"]),
        _verdicts(shown, asked, told.names, chosen["operator"]),
        _feeds(shown, asked),
        _mandate(shown, asked),
        _disputes(shown, asked, told),
        html.Section(
            [html.H2(words("own.looked")), entries(asked["looks"]["entries"], words),
             html.P(html.A(words("own.all_looks"), href=shown.link("/log") + _and(shown) +
                           "what=look"))]
        ),
        _keys(shown, asked, chosen),
    ]  # fmt: skip
    title = words("own.title_of", operator=told.names.operator(chosen["operator"]))
    return plain.page(shown, title, body, status, PATH)


def _and(shown: Shown) -> str:
    return "&" if "?" in shown.link("/") else "?"


async def _ask(plain: Plain, shown: Shown, operator: str) -> dict[str, Row]:
    """All that the page tells, of the API that everybody asks."""
    code, area = shown.city.get("code"), shown.city.get("id")
    today = shown.words.local(shown.now_s).date()
    since = str(today - timedelta(days=DAYS))
    mine = {"operator": operator}
    week = {"municipality": code, "from_": since, **mine}
    asked: dict[str, tuple[str, Row]] = {
        "standing": ("vehicles", {"area": area, "limit": 0, **mine}),
        "board": ("permits/board", week),
        "feeds": ("feeds", {}),
        "delivery": ("mandates/delivery", week),
        "disputes": ("disputes", mine),
        "looks": ("audit", {"what": "look", "limit": LOOKS}),
        "keys": ("push-keys", {}),
    }
    found = await asyncio.gather(*(plain.ask(path, **more) for path, more in asked.values()))
    answers = {name: one or {} for name, one in zip(asked, found, strict=True)}
    feeds = answers["feeds"].get("feeds", [])
    answers["feeds"] = {"feeds": [one for one in feeds if one["operator"] == operator]}
    answers["looks"].setdefault("entries", [])
    return answers


def _which(shown: Shown, mine: list[Row], chosen: Row) -> Any:
    if len(mine) == 1:
        return None
    links = [
        html.Li(
            html.A(
                one["name"],
                href=f"{shown.link(PATH)}{_and(shown)}operator={one['operator']}",
                **(aria(current="page") if one is chosen else {}),
            )
        )
        for one in mine
    ]
    label = shown.words("people.organisations")
    return html.Nav(html.Ul(links), className="which", **aria(label=label))


def _now(shown: Shown, asked: dict[str, Row], operator: str) -> html.Section:
    words, found = shown.words, asked["standing"]
    n = words.number(found.get("count"))
    told = words("own.parked", n=n, city=shown.city["name"])
    share = words("permits.covered", coverage=words.percent(found.get("coverage")))
    ways = [("own.map", "/"), ("own.worklist", "/worklist"), ("own.density", "/density")]
    links = [html.A(words(text), href=shown.link(path, operator=operator)) for text, path in ways]
    return html.Section(
        [
            html.H2(words("own.now")),
            html.P([html.Strong(told), f" ({share})"]),
            html.P([part for link in links for part in (link, " ")], className="ways"),
        ]
    )


def _table(words: Words, name: str, columns: tuple[str, ...], rows: list[html.Tr]) -> Any:
    if not rows:
        return html.P(words("own.none"), className="note")
    heads = [html.Th(words(f"own.col_{one}"), scope="col") for one in columns]
    table = html.Table(
        [html.Caption(name, className="hidden"), html.Thead(html.Tr(heads)), html.Tbody(rows)]
    )
    return html.Div(table, className="scroll", tabIndex=0, role="region", **aria(label=name))


def _verdicts(shown: Shown, asked: dict[str, Row], names: Names, operator: str) -> html.Section:
    words, rows = shown.words, []
    for one in asked["board"].get("rows", []):
        row = row_of(one)
        scope = names.scope(row, words)
        named = names.indicator(row.indicator) + (f" ({scope})" if scope else "")
        newest = one["newest"]
        limit = ""
        if newest and newest["limit"] is not None:
            value = amount(newest["limit"], one["unit"], words)
            limit = words(f"permits.asks_{one['bound']}", limit=value)
        counts = (one["complies"], one["does_not_comply"], one["not_enough_data"])
        link = html.A(named, href=shown.link("/permits", operator=operator, row=row.key))
        cells = [html.Td(words.number(n), className="number") for n in (judged(one), *counts)]
        rows.append(html.Tr([html.Th(link, scope="row"), html.Td(limit), *cells]))
    name = words("own.verdicts", n=DAYS)
    columns = ("limit", "asked", "days", "complies", "does_not_comply", "not_enough_data")
    return html.Section([html.H2(name), _table(words, name, columns, rows)])


def _feeds(shown: Shown, asked: dict[str, Row]) -> html.Section:
    words, rows, said = shown.words, [], []
    for one in asked["feeds"]["feeds"]:
        status = f"{MARKS[one['status']]} {words('status.' + one['status'])}"
        cells = [
            status,
            words.number(one["standing"]),
            words.percent(one["coverage"]["day"]),
            words.percent(one["coverage"]["fortnight"]),
            words.number(len(one["gaps"])),
        ]
        rows.append(html.Tr([html.Th(one["name"], scope="row"), *[html.Td(x) for x in cells]]))
        said += [
            words(
                "permits.statement",
                start=words.moment(told["from"]),
                kind=words(f"statement.{told['kind']}"),
                said=told["said"],
                by=told["said_by"],
            )
            for told in one["statements"]
        ]
    name = words("own.feeds")
    columns = ("feed", "status", "standing", "day", "fortnight", "gaps")
    told_list = [html.Li(one) for one in dict.fromkeys(said)]
    link = html.A(words("own.feeds_page"), href=shown.link("/feeds"))
    return html.Section(
        [
            html.H2(name),
            _table(words, name, columns, rows),
            html.P(link),
            html.H3(words("own.statements")),
            html.Ul(told_list)
            if told_list
            else html.P(words("own.no_statements"), className="note"),
        ]
    )


def _mandate(shown: Shown, asked: dict[str, Row]) -> html.Section:
    words, rows = shown.words, []
    for one in asked["delivery"].get("duties", []):
        counts = (one["complies"], one["does_not_comply"], one["not_enough_data"])
        cells = [html.Td(words.number(n), className="number") for n in counts]
        rows.append(html.Tr([html.Th(words(f"duty.{one['duty']}"), scope="row"), *cells]))
    name = words("own.mandate", n=DAYS)
    columns = ("duty", "complies", "does_not_comply", "not_enough_data")
    return html.Section([html.H2(name), _table(words, name, columns, rows)])


def _disputes(shown: Shown, asked: dict[str, Row], told: Any) -> html.Section:
    words = shown.words
    every = asked["disputes"].get("disputes", [])
    links = [
        html.Li(
            [
                html.A(told.subject(one, words), href=shown.link(f"/disputes/{one['number']}")),
                f" ({words('disputes.status_' + one['status'])})",
            ]
        )
        for one in every
    ]
    listed = html.Ul(links) if links else html.P(words("disputes.none"), className="note")
    more = html.P(html.A(words("disputes.contest"), href=shown.link("/disputes")))
    return html.Section([html.H2(words("disputes.title")), listed, more])


def _keys(shown: Shown, asked: dict[str, Row], chosen: Row) -> html.Section:
    """Keys for pushing; who may only look sees them and makes none."""
    words, operator = shown.words, chosen["operator"]
    acts = chosen["role"] != "viewer"
    rows = []
    for one in asked["keys"].get("keys", []):
        if one["operator"] != operator:
            continue
        end = None
        if acts:
            says = words("people.end_key")
            button = html.Button(says, type="submit", **aria(label=f"{says}: {one['prefix']}"))
            told = hidden(operator=operator, do="end", id=str(one["id"]))
            end = html.Form([*told, button], action=shown.link(PATH), method="post")
        used = words.moment(one["used_at"]) if one["used_at"] else words("people.never")
        rows.append(
            html.Tr(
                [
                    html.Th(html.Code(f"{one['prefix']}…"), scope="row"),
                    html.Td(one["feed"]),
                    html.Td(words.day(one["expires_at"][:10])),
                    html.Td(used),
                    html.Td(end),
                ]
            )
        )
    name = words("own.keys")
    feeds = [one for one in asked["keys"].get("feeds", []) if one["operator"] == operator]
    makers = [
        form(
            shown.link(PATH),
            *hidden(operator=operator, do="make", feed=one["feed"]),
            says=words("own.make_key", feed=one["feed"]),
        )
        for one in feeds
        if acts
    ]
    about = words("own.keys_about") if feeds else words("own.not_pushed")
    columns = ("key", "feed", "expires", "used", "end")
    table = _table(words, name, columns, rows) if feeds else None
    return html.Section([html.H2(name), html.P(about, className="note"), table, *makers])
