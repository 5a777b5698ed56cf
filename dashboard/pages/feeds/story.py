"""What happened to a feed in a fortnight, each thing in a sentence, and what Stoep made of it."""

from typing import Any

from dashboard.words import Words
from stoep.gap_cause import gap_cause

SHORTEST_S = 480
"""Shorter gaps are told in the list of outages only."""
MOST = 5
Told = tuple[str, str]
"""When it happened, for the order, and the sentence."""


def story(feed: dict[str, Any], words: Words) -> list[str]:
    """The sentences, newest first; none when all went well."""
    told = [*_gaps(feed, words), *_doubles(feed, words), *_corrections(feed, words)]
    newest = [_begin(sentence) for _, sentence in sorted(told, reverse=True)[:MOST]]
    return [words("story.rotation"), *newest] if feed["id_policy"] == "rotating" else newest


def _begin(sentence: str) -> str:
    """With a capital: in some languages the moment comes first."""
    return sentence[:1].upper() + sentence[1:]


def _gaps(feed: dict[str, Any], words: Words) -> list[Told]:
    long = [gap for gap in feed["gaps"] if gap["seconds"] >= SHORTEST_S and gap["to"]]
    longest = sorted(long, key=lambda gap: -gap["seconds"])[:MOST]
    return [(gap["from"], _gap(gap, feed, words)) for gap in longest]


def _gap(gap: dict[str, Any], feed: dict[str, Any], words: Words) -> str:
    stretch = words.stretch(gap["from"], gap["to"])
    cause = gap_cause(gap["outcomes"], pushed=feed["format"] == "agency")
    return words(f"story.{cause}", stretch=stretch, span=words.span(gap["seconds"])) + "".join(
        f" {words('feeds.explained', said=said)}" for said in gap["explained"]
    )


def _doubles(feed: dict[str, Any], words: Words) -> list[Told]:
    return [
        (
            one["from"],
            words(
                "story.doubles",
                stretch=words.stretch(one["from"], one["to"]),
                most=words.number(one["most"]),
            ),
        )
        for one in feed["doubles"]
    ]


def _corrections(feed: dict[str, Any], words: Words) -> list[Told]:
    return [
        (
            one["made_at"],
            words(
                "story.correction",
                moment=words.moment(one["made_at"]),
                events=words.number(one["events"]),
                stretch=words.stretch(one["from"], one["to"]),
                stays=words.number(one["stays"]),
            ),
        )
        for one in feed["corrections"]
    ]
