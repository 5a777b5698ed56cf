"""Lines in plain sentences, in Dutch and in English."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from api.moments import moment
from api.quality.line import Kind, Line

FOLDER = Path(__file__).parent / "texts"
LANGUAGES = ("nl", "en")
SIZES = (("days", 86_400), ("hours", 3600), ("minutes", 60))


@cache
def texts(language: str) -> Mapping[str, Any]:
    """The sentences of a language."""
    return tomllib.loads((FOLDER / f"{language}.toml").read_text())


def in_both(part: str, key: str, **values: Any) -> dict[str, str]:
    """A text in both languages."""
    return {language: texts(language)[part][key].format(**values) for language in LANGUAGES}


def tell(line: Line) -> dict[str, Any]:
    """A line as answers have it."""
    said, did = sentence(line), effect(line)
    return {
        "id": line.id,
        "kind": line.kind,
        "cause": line.cause,
        "from": moment(line.start),
        "to": moment(line.end),
        "known_at": moment(line.known),
        "operators": sorted({feed.operator for feed in line.feeds}),
        "feeds": [feed.key for feed in line.feeds],
        "municipality": line.municipality,
        "without_evidence_s": line.lost_s,
        "gone": line.gone,
        "begun": line.begun,
        "explained": list(line.explained),
        "sentence": said,
        "effect": did,
    }


def sentence(line: Line) -> dict[str, str]:
    """What happened."""
    key = f"gap_{line.cause}" if line.kind is Kind.gap else str(line.kind)
    return {language: _said(key, line, language) for language in LANGUAGES}


def effect(line: Line) -> dict[str, str]:
    """What it did to the numbers."""
    key = str(line.kind)
    if line.kind is Kind.gap:
        key = "gap_open" if line.end is None else "gap_unknown" if line.gone is None else "gap"
    elif line.kind is Kind.correction and line.more["cells"] is None:
        key = "correction_open"
    return in_both("did", key, gone=line.gone, begun=line.begun, **line.more)


def _said(key: str, line: Line, language: str) -> str:
    words = texts(language)
    span = span_of(line.lost_s, language)
    why = words["why"].get(line.cause, "") if line.kind is Kind.held else ""
    text: str = words["said"][key]
    return text.format(
        names=listed((feed.name for feed in line.feeds), language),
        span=words["so_far"].format(span=span) if line.end is None else span,
        why=why,
        **line.more,
    )


def span_of(seconds: int, language: str) -> str:
    """A length of time in words: in the largest unit of which there are two, or a minute."""
    unit, size = next((one for one in SIZES if seconds >= 2 * one[1]), SIZES[-1])
    number = seconds // size
    text: str = texts(language)["minute" if number == 1 else unit]
    return text.format(n=number)


def listed(names: Iterable[str], language: str) -> str:
    """Names in a row."""
    every = list(names)
    if len(every) < 2:
        return "".join(every)
    return f"{', '.join(every[:-1])} {texts(language)['and']} {every[-1]}"
