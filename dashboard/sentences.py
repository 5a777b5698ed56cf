"""Sentences that more than one page says: where nothing is known, and why."""

from collections.abc import Mapping
from typing import Any

from dashboard.words import Words

GAPS = 6
"""Most gaps told beside a chart."""


def counted(
    operator: str | None, form: str | None, names: Mapping[str, str], words: Words
) -> list[str]:
    """Which vehicles count, where not all do; `names` are those of operators."""
    kind = words(f"kindof.{form or 'any'}")
    if operator:
        told = words("filter.counted_of", form=kind, operator=names.get(operator, operator))
        return [told]
    return [words("filter.counted", form=kind)] if form else []


def whose(operator: str | None, form: str | None, names: Mapping[str, str], words: Words) -> str:
    """The vehicles that count, as the subject of a sentence: `mopeds of Duin`."""
    if operator:
        kind = words(f"kindof.{form or 'any'}")
        return words("filter.of", form=kind, operator=names.get(operator, operator))
    return words(f"kindof.{form or 'shared'}")


def gap_line(gap: dict[str, Any], words: Words) -> str:
    """One outage of a feed in a sentence, with how its polls ended."""
    told = [
        f"{words.number(count)}× {words(f'outcome.{name}')}"
        for name, count in sorted(gap["outcomes"].items(), key=lambda item: -item[1])
        if name not in ("ok", "unchanged")
    ]
    outcomes = f": {', '.join(told)}" if told else f": {words('feeds.no_polls')}"
    if gap["explained"]:
        outcomes += f". {words('feeds.explained', said=' '.join(gap['explained']))}"
    if gap["to"] is None:
        return words("feeds.gap_open", start=words.moment(gap["from"]), outcomes=outcomes)
    return words(
        "feeds.gap_line",
        stretch=words.stretch(gap["from"], gap["to"]),
        span=words.span(gap["seconds"]),
        outcomes=outcomes,
    )


def gaps(series: dict[str, Any], names: dict[str, str], words: Words) -> list[str]:
    """The longest gaps of a chart's period in sentences, and how many more there are."""
    found: dict[str, list[str]] = {}
    for gap in sorted(series["gaps"], key=lambda gap: -words.span_s(gap["from"], gap["to"])):
        stretch = words.stretch(gap["from"], gap["to"])
        found.setdefault(stretch, []).append(names.get(gap["feed"], gap["feed"]))
    told = [
        words("density.gap_line", name=words.listed(sorted(who)), stretch=stretch)
        for stretch, who in list(found.items())[:GAPS]
    ]
    more = len(found) - len(told)
    return [*told, words("density.gap_more", n=words.number(more))] if more else told


def reason(told: str, names: dict[str, str], words: Words) -> str:
    """Why there is no number, or not the whole: the API's reasons in words."""
    parts = [part.partition(": ") for part in told.split("; ")]
    return "; ".join(
        words(
            f"reason.{name}",
            names=words.listed([names.get(key, key) for key in keys.split(", ") if key]),
        )
        for name, _, keys in parts
    )
