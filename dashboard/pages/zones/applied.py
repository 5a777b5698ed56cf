"""Did operators apply it: in a sentence, and for each operator in a table with its evidence."""

from typing import Any

from dash import html

from dashboard.attributes import HIDDEN
from dashboard.pages.zones.looks import day
from dashboard.parts.states import empty
from dashboard.parts.table import Cell, bars
from dashboard.words import Words

SIGNS = {"applied": "✓", "not_applied": "✗", "unknown": "?"}
COLUMNS = ("operator", "verdict", "how", "share", "since", "late", "seen")
HOUR_S, DAY_S = 3600, 86_400


def applies(found: dict[str, Any], kind: str, names: dict[str, str], words: Words) -> list[Any]:
    """Of a zone that operators see; `names` of operators by key."""
    title = html.H2(words("applied.title"))
    if found["reason"]:
        return [title, html.P(words(f"applied.{found['reason']}"), className="note")]
    if not found["feeds"]:
        return [title, empty(words("applied.nobody"), words("applied.nobody_remedy"))]
    headers = [words(f"applied.col_{name}") for name in COLUMNS]
    rows = [_row(one, kind, names, words) for one in found["feeds"]]
    note = words("applied.note", share=words.percent(found["enough"]))
    return [
        title,
        html.P(sentence(found["feeds"], names, words), className="sentence"),
        bars("zones-applied", words("applied.title"), headers, rows, words),
        html.P(note, className="note"),
    ]


def sentence(feeds: list[dict[str, Any]], names: dict[str, str], words: Words) -> str:
    """Who did, who did not, and of whom it is not known."""
    told = []
    for verdict in SIGNS:
        who = [names.get(o["operator"], o["operator"]) for o in feeds if o["verdict"] == verdict]
        if who:
            told.append(words(f"applied.who_{verdict}", names=words.listed(sorted(set(who)))))
    return " ".join(told)


def _row(one: dict[str, Any], kind: str, names: dict[str, str], words: Words) -> list[Cell]:
    verdict, ground = one["verdict"], one["ground"]
    sign = html.Span(SIGNS[verdict], className="sign-word", **HIDDEN)
    said = html.Span([sign, " ", words(f"applied.{verdict}")], className=f"verdict {verdict}")
    return [
        names.get(one["operator"], one["operator"]),
        said,
        how(one, words),
        _share(ground, kind, words),
        _since(one, words),
        late(one, words),
        words.moment(one["seen_at"]) if one["seen_at"] else "–",
    ]


def how(one: dict[str, Any], words: Words) -> str:
    """What their zones say, with the name of the one that looks most like ours."""
    told = words(f"applied.how_{one['why']}")
    ground = one["ground"]
    if ground and ground["silent"] > 0.5 and one["why"] in ("may_end", "may_not_end"):
        told = words(f"applied.silent_{one['why']}")
    if ground and ground["alike"] is not None:
        name = ground["name"] or words("applied.nameless")
        told += " " + words("applied.alike", name=name, share=words.percent(ground["alike"]))
    return told


def _share(ground: dict[str, Any] | None, kind: str, words: Words) -> Cell:
    """The share of our zone on which theirs is as ours asks."""
    if ground is None or ground["by_type"]:
        return words("common.unknown")
    right, silent = ("may", True) if kind == "hub" else ("may_not", False)
    share = ground[right] + (ground["silent"] if ground["silent_may"] is silent else 0)
    return words.percent(min(share, 1.0)), share


def _since(one: dict[str, Any], words: Words) -> str:
    if one["since"] is None:
        return "–"
    key = "at_latest" if one["from_the_first"] else "exactly"
    return words(f"applied.since_{key}", day=day(one["since"], words))


def late(one: dict[str, Any], words: Words) -> str:
    """How late, of what holds; what is to come is not late yet."""
    seconds = one["late_s"]
    if seconds is None:
        return "–"
    span = (
        words.span(abs(seconds))
        if abs(seconds) < 2 * DAY_S
        else words("common.days", n=words.number(round(abs(seconds) / DAY_S)))
    )
    if one["verdict"] == "applied":
        return words("applied.in_time" if seconds <= HOUR_S else "applied.late", span=span)
    return words("applied.to_come" if seconds < 0 else "applied.still", span=span)
