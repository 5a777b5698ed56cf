"""Names and codes as feeds write them, made fit to be kept and shown."""

from typing import Any

LONGEST = 500
LANGUAGES = ("nl", "en")
"""Of a name in several languages the first of these serves, else the one told first."""


def read_name(told: Any) -> str | None:
    """A name: one text (GBFS 1 and 2), or texts by language (GBFS 3); None when there is none."""
    if isinstance(told, str):
        return plain(told) or None
    if not isinstance(told, list):
        return None
    texts: dict[str, str] = {}
    for one in told:
        if isinstance(one, dict) and isinstance(one.get("text"), str):
            texts.setdefault(str(one.get("language", ""))[:2].lower(), one["text"])
    chosen = [texts[language] for language in LANGUAGES if language in texts]
    return plain(next(iter(chosen or texts.values()), "")) or None


def read_code(told: Any) -> str | None:
    """An id of the feed's own; None for one that cannot be kept as it is."""
    if isinstance(told, bool) or not isinstance(told, str | int):
        return None
    code = str(told)
    return code if code and code.isprintable() and len(code) <= LONGEST else None


def plain(told: str) -> str:
    """Words of a feed: short, and without control characters."""
    return "".join(letter for letter in told[:LONGEST] if letter.isprintable())
