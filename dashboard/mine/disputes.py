"""Disputes: the list, one with its thread, and the forms to contest, answer and decide."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx
from dash import html
from dash.development.base_component import Component
from fastapi import FastAPI, Request
from fastapi.responses import Response

from dashboard import asker
from dashboard.attributes import aria
from dashboard.contest import NEW, contests
from dashboard.mine.subject import PARTS, Told, told_of
from dashboard.page import Shown
from dashboard.pages.permits.asked import Row as BoardRow
from dashboard.people.forms import Input, choice, field, first, form, hidden, wrong
from dashboard.people.plain import Plain, refuse, there
from dashboard.words import Words

PATH = "/disputes"
REMEDIES = ("explained", "set_aside", "limit_withdrawn")
OF_KIND = {"feed": REMEDIES[:2], "verdict": REMEDIES, "limit": REMEDIES[2:]}
KNOWN = (
    "contested_already", "decided_already", "somebody_was_first", "not_allowed", "unauthorized",
    "not_found", "nobody_acts",
)  # fmt: skip
FIELDS = (
    "words", "links", "from", "to", "day", "feed", "limit", "remedy", "since", "by", "after",
    "municipality", "operator",
)  # fmt: skip
Row = dict[str, Any]
Typed = dict[str, list[str]]


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
        answer = await plain.send(request, "disputes", _contested(fields, shown.words))
        if answer.status_code != 201:
            return await _new(plain, request, fields, _refusal(shown.words, answer), answer)
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
        what, body = _acted(fields, shown.words)
        answer = await plain.send(request, f"disputes/{number}/{what}", body)
        if answer.status_code not in (200, 201):
            said = _refusal(shown.words, answer)
            return await _one(plain, request, number, fields, said, answer.status_code)
        return there(request, f"{PATH}/{number}")


def _spoken(fields: Typed) -> Row:
    links = [one for one in first(fields, "links").split() if one]
    by = asker.me()["name"] or first(fields, "by")
    return {"words": first(fields, "words"), "links": links, "by": by}


def _contested(fields: Typed, words: Words) -> Row:
    told: Row = {name: first(fields, name) for name in PARTS if first(fields, name)}
    if "limit" in told:
        told["limit"] = int(told["limit"]) if told["limit"].isdigit() else 0
        told.pop("municipality", None)
    for name in ("from", "to"):
        if name in told:
            told[name] = _moment(told[name], words)
    return told | _spoken(fields)


def _acted(fields: Typed, words: Words) -> tuple[str, Row]:
    after = first(fields, "after")
    body = _spoken(fields) | {"after": int(after) if after.isdigit() else 0}
    if first(fields, "do") != "decide":
        side = first(fields, "side")
        return "answers", body | ({"side": side} if side else {})
    remedy = first(fields, "remedy")
    if remedy not in REMEDIES:
        return "decision", body | {"what": "dismissed"}
    more: Row = {"what": "upheld", "remedy": remedy}
    for name in ("from", "to"):
        if remedy != "limit_withdrawn" and first(fields, name):
            more[name] = _moment(first(fields, name), words)
    if remedy == "limit_withdrawn" and first(fields, "since"):
        more["since"] = first(fields, "since")
    return "decision", body | more


def _moment(text: str, words: Words) -> str:
    """A moment as people type it, by the city's clock, as the API takes it."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    if at.tzinfo is None:
        at = at.replace(tzinfo=ZoneInfo(words.timezone))
    return datetime.fromtimestamp(at.timestamp(), ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M:%SZ")


def _typed(moment: str | None, words: Words) -> str:
    """A moment as a field of a form shows it."""
    try:
        at = datetime.fromisoformat(moment) if moment else None
    except ValueError:
        return ""
    # Without a zone it was typed here, by the city's clock.
    at = words.local(at) if at and at.tzinfo else at
    return f"{at:%Y-%m-%dT%H:%M}" if at else ""


def _refusal(words: Words, answer: httpx.Response) -> str:
    """Why the API refused, in the reader's language."""
    problem = answer.json()
    kind = str(problem.get("type", "")).removeprefix("urn:stoep:")
    if kind in KNOWN:
        return words(f"disputes.wrong_{kind}")
    names = [fault["name"] for fault in problem.get("faults") or []]
    told = [words(f"disputes.bad_{name}") for name in names if name in FIELDS]
    return " ".join(dict.fromkeys(told)) or words("disputes.wrong")


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
            html.Td(_status(one, words)),
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


def _status(one: Row, words: Words) -> html.Span:
    sign = {"open": "…", "dismissed": "✗", "upheld": "✓"}[one["status"]]
    return html.Span(
        [html.Span(sign, **aria(hidden="true")), " ", words(f"disputes.status_{one['status']}")],
        className=f"dispute-status {one['status']}",
    )


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


def _by(words: Words) -> Component | None:
    """Who speaks, where nobody signs in."""
    if asker.me()["signs_in"]:
        return None
    return field("by", words("disputes.by"), words("disputes.by_note"), maxLength=80)


class Textarea(Input):
    """A field of several lines; `dash.html` has none that a form sends."""

    def __init__(self, **told: Any) -> None:
        super().__init__(**told)
        self._type = "Textarea"


def _lines(id: str, name: str, label: str, note: str, value: str = "", **more: Any) -> html.Div:
    return html.Div(
        [
            html.Label(label, htmlFor=id),
            Textarea(id=id, name=name, children=value, **aria(describedby=f"{id}-note"), **more),
            html.P(note, id=f"{id}-note", className="note"),
        ],
        className="field",
    )


def _said(words: Words, fields: Typed, id: str, note: str) -> list[Any]:
    """The words, the links, and who says it."""
    return [
        _lines(f"{id}-words", "words", words("disputes.words"), note, first(fields, "words"),
               rows=5, required=True, maxLength=4000),
        _lines(f"{id}-links", "links", words("disputes.links"), words("disputes.links_note"),
               first(fields, "links"), rows=2),
        _by(words),
    ]  # fmt: skip


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
            value = _typed(kept.pop(name, None), words)
            asks.append(field(name, words(f"disputes.{name}"), words("disputes.clock"),
                              type="datetime-local", value=value))  # fmt: skip
    about = _about(kept, told, words)
    body = form(
        shown.link(NEW),
        *hidden(**kept),
        *asks,
        *_said(words, fields, "new", words("disputes.words_note")),
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
                html.P([_status(found, words), " · ", told.names.operator(found["operator"])]),
                html.Dl(_facts(found, told, words)),
                html.P(html.A(words("disputes.title"), href=shown.link(PATH))),
            ]
        ),
        *_outcome(found, told, words),
        html.Section([html.H2(words("disputes.thread")), _thread(found, words)]),
    ]
    if found["status"] == "open" and found["sides"]:
        body.append(_answering(shown, found, fields or {}, said))
        if "municipality" in found["sides"]:
            body.append(_deciding(shown, found, fields or {}))
    elif said:
        body.insert(0, wrong(said))
    return plain.page(shown, told.subject(found, words), body, status, path)


def _facts(found: Row, told: Told, words: Words) -> list[Any]:
    indicator = found["subject"]["indicator"]
    facts: list[tuple[str, Any]] = [("opened", words.moment(found["opened_at"]))]
    facts += [
        (name, told.number(indicator, found[name], words))
        for name in ("told", "now")
        if found[name]
    ]
    if found["told"]:
        unit = told.units.get(indicator, "vehicles")
        limit = {"value": found["told"]["limit"], "unit": unit}
        bound = found["told"]["bound"]
        facts.append(("limit", words(f"permits.asks_{bound}", limit=told.amount(limit, words))))
    return [
        part
        for name, shown in facts
        for part in (html.Dt(words(f"disputes.fact_{name}")), html.Dd(shown))
    ]


def _outcome(found: Row, told: Told, words: Words) -> list[Any]:
    """What follows, the old number beside the new, and why."""
    newest = found["acts"][-1]
    if found["status"] == "open":
        return []
    parts: list[Any] = [html.H2(words(f"disputes.came_{newest['what']}"))]
    if newest["remedy"]:
        parts.append(html.P(words(f"disputes.followed_{newest['remedy']}")))
    if found["set_aside"]:
        parts.append(html.Ul([html.Li(_aside(one, words)) for one in found["set_aside"]]))
        if not found["counted"]:
            parts.append(html.P(words("disputes.counting"), role="status"))
    if found["changes"]:
        name = words("disputes.changes")
        columns = ("row", "day", "was", "is")
        heads = [html.Th(words(f"disputes.col_{one}"), scope="col") for one in columns]
        rows = [_change(one, found, told, words) for one in found["changes"]]
        table = html.Table([html.Caption(name), html.Thead(html.Tr(heads)), html.Tbody(rows)])
        parts.append(
            html.Div(table, className="scroll", tabIndex=0, role="region", **aria(label=name))
        )
    return [html.Section(parts, className="outcome")]


def _aside(one: Row, words: Words) -> str:
    return words("disputes.aside", feed=one["feed"], stretch=words.stretch(one["from"], one["to"]))


def _change(one: Row, found: Row, told: Told, words: Words) -> html.Tr:
    which = BoardRow(found["operator"], one["form"], one["indicator"], one["zone"])
    named, scope = told.names.indicator(one["indicator"]), told.names.scope(which, words)
    return html.Tr(
        [
            html.Th(f"{named} ({scope})" if scope else named, scope="row"),
            html.Td(words.day(one["day"])),
            html.Td(told.number(one["indicator"], one["was"], words)),
            html.Td(told.number(one["indicator"], one["now"], words)),
        ]
    )


def _thread(found: Row, words: Words) -> html.Ol:
    return html.Ol([_act(one, words) for one in found["acts"]], className="thread")


def _act(one: Row, words: Words) -> html.Li:
    name = one["by"] if one["verified"] else words("disputes.unverified", name=one["by"])
    head = words(f"disputes.did_{one['what']}", by=name, side=words(f"disputes.side_{one['side']}"))
    links = [
        html.Li(html.A(link, href=link, rel="noopener noreferrer nofollow"))
        for link in one["links"]
    ]
    return html.Li(
        [
            html.P([html.Strong(head), " ", html.Span(words.moment(one["at"]), className="note")]),
            *[html.P(line) for line in one["words"].split("\n") if line.strip()],
            html.Ul(links) if links else None,
        ],
        className=f"act {one['side']}",
    )


def _answering(shown: Shown, found: Row, fields: Typed, said: str) -> html.Section:
    words, sides = shown.words, found["sides"]
    mine = fields if first(fields, "do") == "answer" else {}
    which = None
    if len(sides) > 1:
        named = {side: words(f"disputes.side_{side}") for side in sides}
        which = choice("side", words("disputes.for_whom"), named)
    body = form(
        shown.link(f"{PATH}/{found['number']}"),
        *hidden(do="answer", after=str(found["acts"][-1]["number"])),
        which,
        *_said(words, mine, "answer", words("disputes.both_read")),
        says=words("disputes.answer"),
        name=words("disputes.answer"),
    )
    return html.Section([html.H2(words("disputes.answer")), wrong(said or None), body])


def _deciding(shown: Shown, found: Row, fields: Typed) -> html.Section:
    """The municipality's decision, with what follows from each choice in a sentence."""
    words, about = shown.words, found["subject"]
    mine = fields if first(fields, "do") == "decide" else {}
    options = {"": words("disputes.dismiss")}
    options |= {name: words(f"disputes.uphold_{name}") for name in OF_KIND[about["kind"]]}
    parts: list[Any] = [
        choice("remedy", words("disputes.decision"), options, first(mine, "remedy"), "remedy")
    ]
    explained = [html.Li(words(f"disputes.means_{name}")) for name in OF_KIND[about["kind"]]]
    parts.append(html.Ul(explained, className="note"))
    if about["kind"] != "limit":
        for name in ("from", "to"):
            value = first(mine, name) or _typed(about[name], words)
            parts.append(field(name, words(f"disputes.{name}"), words("disputes.part"),
                               type="datetime-local", value=value, required=False,
                               id=f"decide-{name}"))  # fmt: skip
    if about["kind"] != "feed":
        value = first(mine, "since") or (about["day"] or about["limit"]["effective_from"])
        parts.append(field("since", words("disputes.since"), words("disputes.since_note"),
                           type="date", value=value, required=False))  # fmt: skip
    body = form(
        shown.link(f"{PATH}/{found['number']}"),
        *hidden(do="decide", after=str(found["acts"][-1]["number"])),
        *parts,
        *_said(words, mine, "decide", words("disputes.reason_note")),
        says=words("disputes.decide"),
        name=words("disputes.decide"),
    )
    return html.Section([html.H2(words("disputes.decide")), body])
