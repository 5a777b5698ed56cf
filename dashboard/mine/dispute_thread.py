"""A dispute to read: how far it is, its numbers, what was said, and what followed."""

from typing import Any

from dash import html

from dashboard.attributes import aria
from dashboard.mine.subject import Told
from dashboard.pages.permits.asked import Row as BoardRow
from dashboard.words import Words

Row = dict[str, Any]


def status_of(one: Row, words: Words) -> html.Span:
    """How far a dispute is, by sign and word."""
    sign = {"open": "…", "dismissed": "✗", "upheld": "✓"}[one["status"]]
    return html.Span(
        [html.Span(sign, **aria(hidden="true")), " ", words(f"disputes.status_{one['status']}")],
        className=f"dispute-status {one['status']}",
    )


def facts(found: Row, told: Told, words: Words) -> list[Any]:
    """When it began, and the numbers and the limit that it is about."""
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


def outcome(found: Row, told: Told, words: Words) -> list[Any]:
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


def thread(found: Row, words: Words) -> html.Ol:
    """All that was said, the oldest first."""
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
