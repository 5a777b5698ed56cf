"""One day of one row: the verdict, who asks that and why, and the stays that it rests on."""

from collections.abc import Callable
from typing import Any

from dash import html

from dashboard import effects
from dashboard.attributes import data
from dashboard.pages.permits import sentences
from dashboard.pages.permits.history import asked_by
from dashboard.pages.permits.names import Names, interval, margin
from dashboard.pages.permits.verdicts import badge
from dashboard.parts.receipt import receipt_link
from dashboard.parts.table import bars
from dashboard.words import Words

SHOWN = 100
"""Most stays that are listed; the receipt has all of them."""
Address = Callable[[int], str]
Why = Callable[[dict[str, Any]], str]
"""The address of why a module's effect was in force."""


def day(
    found: dict[str, Any],
    names: Names,
    words: Words,
    address: Address,
    why: Why,
    contest: html.P | None = None,
) -> html.Div:
    """All that a verdict rests on; `contest` is the way to contest it."""
    return html.Div(
        [
            html.H3(words("permits.evidence", day=sentences.date(found["day"], words))),
            html.P(sentences.day(found, names, words), className="sentence"),
            *[_rule(one, words, why) for one in found["effects"]],
            html.Dl(_facts(found, words)),
            *_list(words("permits.gaps"), _gaps(found, words)),
            *_list(words("permits.statements"), _statements(found, words)),
            *_list(words("permits.earlier"), _earlier(found, words)),
            *_stays(found["evidence"], words, address),
            contest,
            receipt_link(found["receipt"], found["indicator"], words),
        ],
        className="permits-day chart-box",
    )


def _rule(one: dict[str, Any], words: Words, why: Why) -> html.P:
    """What a module had put in force, who wanted it so, and the way to why it was such a day."""
    told = words("permits.rule", rule=effects.placed(one, words), by=one["set_by"], why=one["why"])
    link = html.A(words("permits.why_rule", title=effects.title(one, words)), href=why(one))
    return html.P([told, " ", link], className="rule")


def _facts(found: dict[str, Any], words: Words) -> list[Any]:
    limit = found["limit"]
    room = margin(found["margin"], limit["bound"], found["unit"], words) if limit else "–"
    counted = words.moment(found["made_at"]) if found["made_at"] else words("permits.not_counted")
    facts: list[tuple[str, Any]] = [
        ("col_verdict", badge(found["verdict"], words)),
        ("col_margin", room),
        ("col_coverage", words.percent(found["coverage"])),
        ("asked", asked_by(limit, words) if limit else words("permits.no_limit")),
        ("counted", counted),
    ]
    return [
        part for name, told in facts for part in (html.Dt(words(f"permits.{name}")), html.Dd(told))
    ]


def _list(title: str, told: list[str]) -> list[Any]:
    """Sentences below a title; nothing where there are none."""
    return [html.H4(title), html.Ul([html.Li(one) for one in told])] if told else []


def _gaps(found: dict[str, Any], words: Words) -> list[str]:
    return [
        words("permits.gap_of", feed=gap["feed"], stretch=words.stretch(gap["from"], gap["to"]))
        for gap in found["gaps"]
    ]


def _statements(found: dict[str, Any], words: Words) -> list[str]:
    return [
        words(
            "permits.statement",
            start=words.moment(one["from"]),
            kind=words(f"statement.{one['kind']}"),
            said=one["said"],
            by=one["said_by"],
        )
        for one in found["statements"]
    ]


def _earlier(found: dict[str, Any], words: Words) -> list[str]:
    """What was told before, and why it was counted anew."""
    return [
        words(
            "permits.was",
            number=interval(one["lower"], one["upper"], found["unit"], words),
            until=words.moment(one["replaced_at"]),
            why=one["why"],
        )
        for one in found["earlier"]
    ]


def _stays(evidence: dict[str, Any], words: Words, address: Address) -> list[Any]:
    """The stays, what is certain first; each leads to its vehicle on the map."""
    if evidence["reason"]:
        said = words(f"reason.{evidence['reason']}", names="")
        return [html.H4(words("permits.stays")), html.P(said)]
    sure = evidence["certain"] == evidence["total"]
    total = words(
        "permits.rests_on_sure" if sure else "permits.rests_on",
        n=words.number(evidence["total"]),
        certain=words.number(evidence["certain"]),
    )
    if evidence["at"]:
        total = f"{words('permits.stood_at', moment=words.moment(evidence['at']))} {total}"
    told = [html.H4(words("permits.stays")), html.P(total)]
    listed = evidence["stays"][:SHOWN]
    if not listed:
        return told
    rows = [_stay(stay, words, address) for stay in listed]
    columns = ("stay", "since", "until", "certain_time", "possible_time", "counts")
    headers = [words(f"permits.col_{column}") for column in columns]
    if len(listed) < evidence["total"]:
        told.append(
            html.P(words("permits.first_of", n=words.number(len(listed))), className="note")
        )
    shown = bars("permits-stays", words("permits.stays"), headers, rows, words)
    opened = html.Summary(words("permits.show_stays", n=words.number(len(listed))))
    return [*told, html.Details([opened, shown])]


def _stay(stay: dict[str, Any], words: Words, address: Address) -> list[Any]:
    where = data(vehicle=stay["stay"], lon=stay["lon"], lat=stay["lat"])
    form = words(f"form.{stay['form']}")
    name = words("permits.vehicle", form=form, stay=stay["stay"])
    until = words.moment(stay["until"]) if stay["until"] else words("permits.goes_on")
    counts = "permits.certain" if stay["certain"] else "permits.possible"
    return [
        html.A(name, href=address(stay["stay"]), className="pick-vehicle", **where),
        words.moment(stay["since"]),
        until,
        (words.span(stay["certain_s"]), stay["certain_s"]),
        (words.span(stay["possible_s"]), stay["possible_s"]),
        words(counts),
    ]
