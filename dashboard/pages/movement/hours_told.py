"""The hours of the week in words: which stands out, and what the pointer tells of each."""

from typing import Any

from dashboard.pages.movement.week import HOURS
from dashboard.sentences import reason
from dashboard.words import Words

NET = "net_balance"


def sentence(hours: list[float | None], turn: str, place: str, words: Words) -> str:
    """Which hour of the week has most; of a balance, which gains and which loses most."""
    known = [(value, at) for at, value in enumerate(hours) if value is not None]
    if not known:
        return words("week.none", area=place)
    top, low = max(known, key=lambda one: one[0]), min(known, key=lambda one: one[0])
    if turn == NET:
        parts = []
        if top[0] > 0:
            told = {"hour": _hour(top[1], words), "n": words.signed(top[0], 1)}
            parts.append(words("week.fills", area=place, **told))
        if low[0] < 0:
            told = {"hour": _hour(low[1], words), "n": words.signed(low[0], 1)}
            parts.append(words("week.empties", area=place, **told))
        return " ".join(parts) or words("week.even", area=place)
    return words(f"week.{turn}", area=place, hour=_hour(top[1], words), n=words.number(top[0], 1))


def _hour(place: int, words: Words) -> str:
    day, hour = place // HOURS + 1, place % HOURS
    return words("week.hour", day=words(f"weekday.{day}"), start=f"{hour:02}", end=f"{hour + 1:02}")


def of_hour(
    place: int,
    value: float | None,
    slot: dict[str, Any],
    turn: str,
    names: dict[str, str],
    words: Words,
) -> str:
    """What the pointer tells of an hour."""
    if value is None:
        why = reason(slot["reason"], names, words) if slot["reason"] else ""
        return f"<b>{_hour(place, words)}</b><br>{why or words('common.unknown')}"
    shown = words.signed(value, 1) if turn == NET else words.number(value, 1)
    hours = words.number(slot["n"] / 4, 0 if slot["n"] % 4 == 0 else 2)
    return f"<b>{_hour(place, words)}</b><br>{shown}<br>{words('week.seen', n=hours)}"
