"""Disputes: the list, one with its thread, and the way to contest, answer and decide."""

from typing import Any

import httpx
from dash import html
from fastapi import FastAPI, Request
from fastapi.responses import Response

from dashboard import asker
from dashboard.attributes import aria
from dashboard.contest import NEW, contests
from dashboard.mine.dispute_forms import PATH, answering, deciding, said_fields
from dashboard.mine.dispute_sent import Typed, acted, contested, refusal, typed
from dashboard.mine.dispute_thread import facts, outcome, status_of, thread
from dashboard.mine.subject import PARTS, Told, told_of
from dashboard.page import Shown
from dashboard.people.forms import field, first, form, hidden, wrong
from dashboard.people.plain import Plain, refuse, there
from dashboard.words import Words

Row = dict[str, Any]


def serve(server: FastAPI, plain: Plain) -> None:
    """Add the routes."""

    @server.get(PATH, include_in_schema=False)
    async def show_disputes(request: Request) -> Response:
        return await _list(plain, request)

    @server.get(NEW, include_in_schema=False)
    async def show_new(request: Request) -> Response:
        asked = {name: [value] for name, value in request.query_params.items() if name in PARTS}
        return await _new(plain, request, asked)

    @server.post(NEW, include_in_schema=False)
    async def contest(request: Request) -> Response:
        fields = await plain.form(request)
        if fields is None:
            return refuse(plain, await plain.shown(request))
        shown = await plain.shown(request)
        answer = await plain.send(request, "disputes", contested(fields, shown.words))
        if answer.status_code != 201:
            return await _new(plain, request, fields, refusal(shown.words, answer), answer)
        return there(request, f"{PATH}/{answer.json()['number']}")

    @server.get(PATH + "/{number}", include_in_schema=False)
    async def show_dispute(request: Request, number: str) -> Response:
        return await _one(plain, request, number)

    @server.post(PATH + "/{number}", include_in_schema=False)
    async def act(request: Request, number: str) -> Response:
        fields = await plain.form(request)
        if fields is None or not number.isdigit():
            return refuse(plain, await plain.shown(request))
        shown = await plain.shown(request)
        what, body = acted(fields, shown.words)
        answer = await plain.send(request, f"disputes/{number}/{what}", body)
        if answer.status_code not in (200, 201):
            said = refusal(shown.words, answer)
            return await _one(plain, request, number, fields, said, answer.status_code)
        return there(request, f"{PATH}/{number}")


async def _list(plain: Plain, request: Request) -> Response:
    shown = await plain.shown(request)
    words, me = shown.words, asker.me()
    if me["signs_in"] and me["name"] is None:
        return there(request, f"/sign-in?next={PATH}")
    found = await plain.ask("disputes")
    told = await told_of(plain, words)
    rows = [_row(shown, told, one) for one in (found or {"disputes": []})["disputes"]]
    may = [
        one["operator"]
        for one in me["memberships"]
        if one["operator"] and contests(one["operator"])
    ]
    body: list[Any] = [html.P(words("disputes.about"), className="sentence")]
    table = _table(words, rows) if rows else html.P(words("disputes.none"), className="note")
    body.append(html.Section([html.H2(words("disputes.list")), table]))
    if may or not me["signs_in"]:
        body.append(await _stretch(plain, shown, may))
    return plain.page(shown, words("disputes.title"), body, path=PATH)


def _row(shown: Shown, told: Told, one: Row) -> html.Tr:
    words = shown.words
    link = html.A(told.subject(one, words), href=shown.link(f"{PATH}/{one['number']}"))
    return html.Tr(
        [
            html.Th(link, scope="row"),
            html.Td(told.names.operator(one["operator"])),
            html.Td(status_of(one, words)),
            html.Td(words.moment(one["opened_at"])),
            html.Td(words.moment(one["said_at"])),
        ]
    )


def _table(words: Words, rows: list[html.Tr]) -> html.Div:
    columns = ("subject", "operator", "status", "opened", "said")
    heads = [html.Th(words(f"disputes.col_{name}"), scope="col") for name in columns]
    name = words("disputes.list")
    table = html.Table(
        [html.Caption(name, className="hidden"), html.Thead(html.Tr(heads)), html.Tbody(rows)]
    )
    return html.Div(table, className="scroll", tabIndex=0, role="region", **aria(label=name))


async def _stretch(plain: Plain, shown: Shown, operators: list[str]) -> html.Section:
    """Contest a stretch of a feed; what else is contested has its button where it stands."""
    words, feeds = shown.words, await plain.ask("feeds") or {"feeds": []}
    mine = [one for one in feeds["feeds"] if not operators or one["operator"] in operators]
    links = []
    for one in mine:
        href = shown.link(NEW)
        href += ("&" if "?" in href else "?") + f"operator={one['operator']}&feed={one['key']}"
        links.append(html.Li(html.A(one["name"], href=href)))
    permits = html.A(words("permits.nav"), href=shown.link("/permits"))
    return html.Section(
        [
            html.H2(words("disputes.contest")),
            html.P([words("disputes.contest_verdict"), " ", permits]),
            html.P(words("disputes.contest_feed")),
            html.Ul(links),
        ]
    )


async def _new(
    plain: Plain, request: Request, fields: Typed, said: str = "",
    answer: httpx.Response | None = None,
) -> Response:  # fmt: skip
    """Contest one thing, which the address names."""
    shown = await plain.shown(request)
    words, me = shown.words, asker.me()
    if me["signs_in"] and me["name"] is None:
        return there(request, f"/sign-in?next={PATH}")
    operator = first(fields, "operator")
    if not contests(operator):
        told_no = [wrong(words("disputes.wrong_not_allowed"))]
        return plain.page(shown, words("disputes.contest"), told_no, 403, NEW)
    told = await told_of(plain, words)
    kept = {name: first(fields, name) for name in PARTS if first(fields, name)}
    kept.setdefault("municipality", str(shown.city.get("code") or ""))
    asks: list[Any] = []
    if "feed" in kept:
        for name in ("from", "to"):
            value = typed(kept.pop(name, None), words)
            asks.append(field(name, words(f"disputes.{name}"), words("disputes.clock"),
                              type="datetime-local", value=value))  # fmt: skip
    about = _about(kept, told, words)
    body = form(
        shown.link(NEW),
        *hidden(**kept),
        *asks,
        *said_fields(words, fields, "new", words("disputes.words_note")),
        says=words("disputes.open"),
        name=words("disputes.contest"),
    )
    section = html.Section(
        [html.P(about, className="sentence"), html.P(words("disputes.both_read"), className="note"),
         wrong(said or None), body]
    )  # fmt: skip
    status = 200 if answer is None else answer.status_code
    return plain.page(shown, words("disputes.contest"), [section], status, NEW)


def _about(kept: dict[str, str], told: Told, words: Words) -> str:
    who = told.names.operator(kept.get("operator", ""))
    if "feed" in kept:
        return words("disputes.new_feed", operator=who, feed=kept["feed"])
    if "limit" in kept:
        return words("disputes.new_limit", operator=who, number=kept["limit"])
    day = kept.get("day", "")
    named = told.names.indicator(kept.get("indicator", ""))
    return words("disputes.new_verdict", operator=who, row=named, day=_day(day, words))


def _day(day: str, words: Words) -> str:
    try:
        return words.day(day)
    except ValueError:
        return day


async def _one(
    plain: Plain, request: Request, number: str, fields: Typed | None = None, said: str = "",
    status: int = 200,
) -> Response:  # fmt: skip
    shown = await plain.shown(request)
    words, me = shown.words, asker.me()
    path = f"{PATH}/{number}"
    if me["signs_in"] and me["name"] is None:
        return there(request, f"/sign-in?next={path}" if number.isdigit() else "/sign-in")
    found = await plain.ask(f"disputes/{number}") if number.isdigit() else None
    if found is None:
        back = html.P(html.A(words("disputes.title"), href=shown.link(PATH)))
        return plain.page(shown, words("disputes.wrong_not_found"), [back], 404, PATH)
    told = await told_of(plain, words)
    body: list[Any] = [
        html.Section(
            [
                html.P([status_of(found, words), " · ", told.names.operator(found["operator"])]),
                html.Dl(facts(found, told, words)),
                html.P(html.A(words("disputes.title"), href=shown.link(PATH))),
            ]
        ),
        *outcome(found, told, words),
        html.Section([html.H2(words("disputes.thread")), thread(found, words)]),
    ]
    if found["status"] == "open" and found["sides"]:
        body.append(answering(shown, found, fields or {}, said))
        if "municipality" in found["sides"]:
            body.append(deciding(shown, found, fields or {}))
    elif said:
        body.insert(0, wrong(said))
    return plain.page(shown, told.subject(found, words), body, status, path)
