"""Who breaks its permit, by how much, and how sure that is: in plain sentences."""

from collections import Counter
from typing import Any

from dashboard.pages.permits.asked import Window, row_of
from dashboard.pages.permits.names import Names, amount, interval, plain, points
from dashboard.words import Words


def worst_first(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows by how often they do not comply; those of one operator together, the worst one first.

    Of two that are as bad in one row the one with more such days in all comes first.
    """

    def bad(row: dict[str, Any]) -> tuple[int, int]:
        return -row["does_not_comply"], -row["not_enough_data"]

    worst: dict[str, tuple[int, int]] = {}
    total: Counter[str] = Counter()
    for row in rows:
        worst[row["operator"]] = min(bad(row), worst.get(row["operator"], (0, 0)))
        total[row["operator"]] -= row["does_not_comply"]

    def place(row: dict[str, Any]) -> tuple[Any, ...]:
        operator = row["operator"]
        return worst[operator], total[operator], operator, bad(row), row_of(row).key

    return sorted(rows, key=place)


def beyond(row: dict[str, Any]) -> tuple[int, float]:
    """Orders rows: the most days first, then by how far the newest day is beyond its limit."""
    newest = row["newest"] or {}
    limit, margin = newest.get("limit"), newest.get("margin")
    return -row["does_not_comply"], margin / max(abs(limit), 1e-9) if limit and margin else 0.0


def summary(
    rows: list[dict[str, Any]],
    courses: list[dict[str, Any]],
    shown: Window,
    names: Names,
    words: Words,
) -> list[str]:
    """The rows that are told in full, how many more break a limit, and what is not known."""
    if not rows:
        return [words("permits.no_rows", period=period(shown, words))]
    broken = sum(row["does_not_comply"] > 0 for row in rows)
    told = [broke(course, shown, names, words) for course in courses]
    if not told:
        told = [words("permits.nobody", period=period(shown, words))]
    if more := broken - len(courses):
        told.append(words("permits.more" if more > 1 else "permits.one_more", n=words.number(more)))
    days = sum(judged(row) for row in rows)
    if unsure := sum(row["not_enough_data"] for row in rows):
        share = words.percent(unsure / days)
        told.append(words("permits.unsure", n=words.number(unsure), share=share))
    return told


def broke(course: dict[str, Any], shown: Window, names: Names, words: Words) -> str:
    """How often a row broke its limit, and how far on the worst day, and how sure that is."""
    days = _days(course, "does_not_comply")
    worst = min(days, key=lambda day: (course["margins"][day], -day))
    row, bound, unit = row_of(course), course["bound"], course["unit"]
    scope = names.scope(row, words)
    limit = plain(course["limits"][worst], unit, words)

    def much(day: int) -> str:
        return points(-course["margins"][day], unit, words)

    return words(
        f"permits.broke_{bound}",
        operator=names.operator(row.operator),
        n=words.number(len(days)),
        days=words.number(_held(course)),
        limit=words(f"permits.limit_{row.indicator}", n=limit) + (f" ({scope})" if scope else ""),
        day=_when(worst, [day for day in days if much(day) == much(worst)], shown, words),
        much=much(worst),
        coverage=words.percent(course["coverage"][worst]),
    )


def _when(worst: int, alike: list[int], shown: Window, words: Words) -> str:
    """The worst day, and how many others were as bad."""
    day, others = date(shown.days[worst], words), len(alike) - 1
    if not others:
        return day
    return words("permits.and_days" if others > 1 else "permits.and_day", day=day, n=others)


def course(found: dict[str, Any], shown: Window, names: Names, words: Words) -> str:
    """The chart of a row in a sentence."""
    if _days(found, "does_not_comply"):
        return broke(found, shown, names, words)
    complied, unsure = len(_days(found, "complies")), len(_days(found, "not_enough_data"))
    return words(
        "permits.held",
        operator=names.operator(found["operator"]),
        n=words.number(complied),
        days=words.number(_held(found)),
        unsure=words.number(unsure),
    )


def day(found: dict[str, Any], names: Names, words: Words) -> str:
    """One verdict in a sentence."""
    told = {"operator": names.operator(found["operator"]), "day": date(found["day"], words)}
    if found["lower"] is None:
        reason = words(f"permits.reason_{found['reason']}")
        return words("permits.day_unknown", **told, reason=reason)
    number = interval(found["lower"], found["upper"], found["unit"], words)
    said = words(
        "permits.day_number",
        **told,
        indicator=names.indicator(found["indicator"]),
        number=number,
        coverage=words.percent(found["coverage"]),
    )
    if found["limit"] is None:
        return f"{said} {words('permits.day_free')}"
    limit = amount(found["limit"]["value"], found["unit"], words)
    asked = words(f"permits.day_{found['limit']['bound']}", limit=limit)
    return f"{said} {asked}"


def telling_day(found: dict[str, Any], shown: Window) -> str:
    """The day to show first: the newest that breaks the limit, else the newest with a number."""
    known = [place for place, lower in enumerate(found["lower"]) if lower is not None]
    days = _days(found, "does_not_comply") or known or [len(shown.days) - 1]
    return shown.days[days[-1]]


def date(day: str, words: Words) -> str:
    """A day with its weekday."""
    return words.date(f"{day}T12:00:00+00:00")


def period(shown: Window, words: Words) -> str:
    """From the first day to the last."""
    return words(
        "permits.period", first=date(str(shown.first), words), last=date(str(shown.last), words)
    )


def judged(row: dict[str, Any]) -> int:
    """Days of a row of the board on which a limit held."""
    days: int = row["complies"] + row["does_not_comply"] + row["not_enough_data"]
    return days


def _held(course: dict[str, Any]) -> int:
    return sum(verdict is not None for verdict in course["verdicts"])


def _days(course: dict[str, Any], verdict: str) -> list[int]:
    return [place for place, told in enumerate(course["verdicts"]) if told == verdict]
