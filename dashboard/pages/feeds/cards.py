"""Each feed: can it be trusted now, what came of its polls, and where its gaps are."""

from typing import Any

from dash import html

from dashboard.attributes import HIDDEN
from dashboard.pages.feeds.story import story
from dashboard.parts.table import table
from dashboard.sentences import gap_line
from dashboard.words import Words

MARKS = {"live": "●", "late": "◐", "silent": "○", "never": "–", "disabled": "✕"}
"""A sign for each status, beside its word and its colour."""
GOOD = ("ok", "unchanged")


def card(feed: dict[str, Any], words: Words, contest: html.P | None = None) -> html.Article:
    """One feed: status in word, sign and colour, then the evidence for it.

    `contest` is the way to contest what it told.
    """
    status = feed["status"]
    return html.Article(
        [
            html.H3(feed["name"]),
            html.P(
                [
                    html.Span(MARKS[status], className="mark", **HIDDEN),
                    words(f"status.{status}"),
                ],
                className=f"status {status}",
            ),
            html.Dl(_facts(feed, words)),
            *_remarks(feed, words),
            *_story(feed, words),
            html.Details([html.Summary(words("feeds.polls")), html.Ul(_outcomes(feed, words))]),
            html.Details(
                [
                    html.Summary(words("feeds.gaps", n=len(feed["gaps"]))),
                    html.Ul(_gaps(feed, words)),
                ]
            ),
            contest,
        ],
        className="card feed",
    )


def _facts(feed: dict[str, Any], words: Words) -> list[html.Dt | html.Dd]:
    evidence = (
        words("feeds.evidence", moment=words.moment(feed["evidence_at"]))
        if feed["evidence_at"]
        else words("feeds.evidence_none")
    )
    facts = [
        ("col_evidence", evidence),
        ("col_standing", words.number(feed["standing"])),
        ("col_day", words.percent(feed["coverage"]["day"])),
        ("col_fortnight", words.percent(feed["coverage"]["fortnight"])),
    ]
    if docked := feed["docked"]:
        facts.append(("col_docked", _docked(docked, words)))
    if rides := feed["rides"]:
        told = {name: words.number(count) for name, count in rides.items()}
        facts.append(("col_rides", words("feeds.rides", **told)))
    if feed["last_outcome"]:
        outcome = words(f"outcome.{feed['last_outcome']}")
        clock = words.clock(feed["last_poll_at"])
        facts.append(("col_last", words("feeds.last", clock=clock, outcome=outcome)))
    return [
        part for name, told in facts for part in (html.Dt(words(f"feeds.{name}")), html.Dd(told))
    ]


def _docked(docked: dict[str, Any], words: Words) -> str:
    """What stands at stations and is on no list: it is in no other number."""
    stations = words.number(docked["stations"])
    if not docked["apart"]:
        return words("feeds.docked_listed", stations=stations)
    if docked["vehicles"] is None:
        return words("feeds.docked_unknown", stations=stations)
    return words("feeds.docked", stations=stations, n=words.number(docked["vehicles"]))


def _remarks(feed: dict[str, Any], words: Words) -> list[html.P]:
    told = []
    if feed["last_reason"] and feed["last_outcome"] not in GOOD:
        told.append(html.P(feed["last_reason"], className="reason", lang="en"))
    if held := feed["quarantine"]:
        told.append(html.P(_held(held, words), className="note"))
    if changed := feed["changed"]:
        told.append(html.P(_changed(changed, words), className="note"))
    if feed["clock_offset_s"]:
        hours = words.number(abs(feed["clock_offset_s"]) / 3600)
        direction = "ahead" if feed["clock_offset_s"] > 0 else "behind"
        told.append(html.P(words(f"feeds.clock_{direction}", hours=hours), className="note"))
    told.extend(html.P(_said(one, words), className="note") for one in feed["statements"])
    if feed["dropped"]:
        named = [
            f"{words.number(n)} {words(f'dropped.{why}')}" for why, n in feed["dropped"].items()
        ]
        dropped = words("feeds.dropped", dropped=words.listed(named))
        told.append(html.P(dropped, className="note"))
    return told


def _story(feed: dict[str, Any], words: Words) -> list[html.H4 | html.Ul]:
    told = story(feed, words)
    if not told:
        return []
    return [html.H4(words("story.title")), html.Ul([html.Li(one) for one in told])]


def _held(held: dict[str, Any], words: Words) -> str:
    return words(
        "feeds.held",
        since=words.moment(held["since"]),
        outcome=words(f"outcome.{held['outcome']}"),
        listed=words.number(held["listed"]),
    )


def _changed(changed: dict[str, Any], words: Words) -> str:
    """Another format than a day ago; who made the same change may share the operator's software."""
    since = words.moment(changed["since"])
    told = words("feeds.changed", since=since, was=changed["was"], became=changed["became"])
    if not changed["also"]:
        return told
    return f"{told} {words('feeds.changed_also', names=words.listed(changed['also']))}"


def _said(one: dict[str, Any], words: Words) -> str:
    told = {"kind": words(f"statement.{one['kind']}"), "said": one["said"], "by": one["said_by"]}
    return words("feeds.said", start=words.moment(one["from"]), **told)


def _outcomes(feed: dict[str, Any], words: Words) -> list[html.Li]:
    counted = sorted(feed["outcomes"].items(), key=lambda item: -item[1])
    if not counted:
        return [html.Li(words("feeds.no_polls_day"))]
    return [html.Li(f"{words.number(n)}× {words(f'outcome.{name}')}") for name, n in counted]


def _gaps(feed: dict[str, Any], words: Words) -> list[html.Li]:
    if not feed["gaps"]:
        return [html.Li(words("feeds.no_gaps"))]
    return [html.Li(gap_line(gap, words)) for gap in feed["gaps"]]


def overview(feeds: list[dict[str, Any]], words: Words) -> html.Details:
    """All feeds in one table."""
    rows = [
        [
            feed["name"],
            words(f"status.{feed['status']}"),
            (words.number(feed["standing"]), feed["standing"] or 0),
            words.moment(feed["evidence_at"]) if feed["evidence_at"] else words("common.unknown"),
            (words.percent(feed["coverage"]["day"]), feed["coverage"]["day"] or 0),
            (words.percent(feed["coverage"]["fortnight"]), feed["coverage"]["fortnight"] or 0),
            words(f"outcome.{feed['last_outcome']}") if feed["last_outcome"] else "",
        ]
        for feed in feeds
    ]
    columns = ("feed", "status", "standing", "evidence", "day", "fortnight", "last")
    headers = [words(f"feeds.col_{column}") for column in columns]
    return table("feeds", words("feeds.title"), headers, rows, words)


def refused(polls: list[tuple[str, dict[str, Any]]], words: Words) -> html.Details:
    """The newest polls that gave no evidence, by name, with the reason that was found."""
    rows = [
        [
            words.moment(poll["started_at"]),
            name,
            words(f"outcome.{poll['outcome']}"),
            html.Span(poll["reason"] or "", lang="en"),
        ]
        for name, poll in sorted(polls, key=lambda item: item[1]["started_at"], reverse=True)
    ]
    headers = [words(f"feeds.col_{column}") for column in ("time", "feed", "outcome", "reason")]
    made = table("refused", words("feeds.refused"), headers, rows, words)
    summary = words("feeds.refused") if rows else words("feeds.refused_none")
    made.children[0] = html.Summary(summary)
    return made
