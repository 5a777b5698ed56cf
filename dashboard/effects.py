"""What modules put in force, in words: on the map, at a hub, beside a verdict."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from dashboard.asks import Api, NoAnswer
from dashboard.view import View
from dashboard.words import Words

CAPACITY, ZONE, LIMIT = "capacity", "zone", "limit"


def line(effect: dict[str, Any], words: Words) -> str:
    """One effect in a line: *Beach day: capacity × 1.5*."""
    return f"{title(effect, words)}: {_what(effect, words)}"


def placed(effect: dict[str, Any], words: Words) -> str:
    """One effect in a line with its area: *Beach day: a limit of 20 (no-parking area DH-P01)*."""
    kind, _, code = str(effect["area"] or "").partition("/")
    if kind in ("", "municipality"):
        return line(effect, words)
    return f"{line(effect, words)} ({words(f'kind.{kind}')} {code})"


def days_of(effect: dict[str, Any], words: Words) -> list[str]:
    """The local days that an effect touches: hours may go on into the next one."""
    if effect["kind"] == LIMIT:
        return [effect["day"]]
    first, until = (words.local(effect[name]) for name in ("from", "to"))
    last = (until - timedelta(seconds=1)).date()
    count = (last - first.date()).days + 1
    return [(first.date() + timedelta(days=n)).isoformat() for n in range(count)]


def by_day(effects: Iterable[dict[str, Any]], words: Words) -> dict[str, list[str]]:
    """The lines of effects by the local days that they touch."""
    found: dict[str, list[str]] = {}
    for one in effects:
        for day in days_of(one, words):
            found.setdefault(day, []).append(placed(one, words))
    return found


def title(effect: dict[str, Any], words: Words) -> str:
    """What the module calls such a day."""
    found: str = effect["title"][words.language]
    return found


def lines(effects: Iterable[dict[str, Any]], area: str, words: Words) -> list[str]:
    """The effects on an area (kind/code), a line each."""
    return [line(one, words) for one in effects if one["area"] == area]


def _what(effect: dict[str, Any], words: Words) -> str:
    if effect["kind"] == CAPACITY:
        return words("effects.capacity", factor=_factor(effect["value"], words))
    if effect["kind"] == ZONE:
        stretch = words.stretch(effect["from"], effect["to"])
        return words("effects.zone", stretch=stretch)
    if effect["kind"] == LIMIT:
        return words("effects.limit", value=_factor(effect["value"], words))
    return str(effect["message"])


def _factor(value: float, words: Words) -> str:
    """A number with as many decimals as it needs, at most two."""
    decimals = next(n for n in (0, 1, 2) if n == 2 or round(value, n) == value)
    return words.number(value, decimals)


def summary(effects: list[dict[str, Any]], when: str, words: Words) -> list[str]:
    """A sentence for each module: what is otherwise on a day, and in how many places.

    `when` is today, tomorrow or then.
    """
    told = []
    for module in sorted({one["module"] for one in effects}):
        mine = [one for one in effects if one["module"] == module]
        counts: dict[tuple[str, str], int] = {}
        for one in mine:
            if one["kind"] in (CAPACITY, ZONE, LIMIT):
                key = one["kind"], _what(one, words)
                counts[key] = counts.get(key, 0) + 1
        parts = [
            words(f"effects.many_{kind}" if n > 1 else f"effects.one_{kind}", what=what, n=n)
            for (kind, what), n in counts.items()
        ]
        if parts:
            name = title(mine[0], words)
            told.append(words(f"effects.{when}", title=name, parts="; ".join(parts)))
    return told


async def of_day(api: Api, code: str, day: str) -> list[dict[str, Any]]:
    """What is in force on a local day; nothing where that cannot be asked."""
    try:
        found: list[dict[str, Any]] = (await api.ask("effects", municipality=code, day=day))[
            "effects"
        ]
    except NoAnswer:
        return []
    return found


async def around(
    api: Api, view: View, code: str, now_s: int, words: Words
) -> tuple[list[dict[str, Any]], list[str]]:
    """The effects of the day that is shown, and the sentences about it and about tomorrow."""
    shown = words.local(now_s if view.moment is None else view.moment).date()
    effects = await of_day(api, code, shown.isoformat())
    if view.moment is not None:
        return effects, summary(effects, "then", words)
    ahead = await of_day(api, code, (shown + timedelta(days=1)).isoformat())
    return effects, [*summary(effects, "today", words), *summary(ahead, "tomorrow", words)]
