"""A letter to an operator about the data that it owes, in Markdown, from the evidence alone.

It says what was asked on what ground, what came on which days, and what it cannot say. It decides
nothing: who sends it signs it.
"""

import math
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from zones.mandate.duties import SECONDS, Owed

FOLDER = Path(__file__).parent / "letters"
MOST_GAPS = 12
RECEIPTS = "/v1/receipts/"


@cache
def texts(language: str) -> dict[str, Any]:
    """The sentences of letters in a language."""
    return tomllib.loads((FOLDER / f"{language}.toml").read_text())


def letter(
    content: dict[str, Any],
    duties: dict[int, Owed],
    receipt: str,
    language: str,
    timezone: str,
    written: date,
    *,
    operator: str,
    municipality: str,
) -> str:
    """The letter about a delivery of one operator; `duties` are its own, by number."""
    hand = Hand(texts(language), language, ZoneInfo(timezone), plain(operator))
    first, last = content["from"], content["to"] - timedelta(days=1)
    period = hand(
        "one_day" if first == last else "period", first=hand.day(first), last=hand.day(last)
    )
    head = hand("head", municipality=plain(municipality), written=hand.day(written), period=period)
    parts = [f"# {hand('title')}", head, _summary(content, hand)]
    if content["duties"]:
        parts += [*_owed(content, hand), *_short(content, duties, hand), *_gaps(content, hand)]
        parts += [*_said(content, hand), *_unsure(content, hand), *_basis(content, hand)]
        path = f"`{RECEIPTS}…`"
        parts += [hand("receipt", path=path), f"```\n{receipt}\n```", hand("contest")]
    return "\n\n".join(parts) + "\n"


def plain(text: str) -> str:
    """Words of others as they may stand in a letter: one line, and no marks of Markdown or HTML."""
    line = " ".join(text.split())
    for mark in "\\`*_[]|<>#":
        line = line.replace(
            mark, f"\\{mark}" if mark not in "<>" else {"<": "&lt;", ">": "&gt;"}[mark]
        )
    return line


@dataclass(frozen=True)
class Hand:
    """Who writes: sentences, amounts and moments in one language."""

    texts: dict[str, Any]
    language: str
    zone: ZoneInfo
    operator: str

    def __call__(self, key: str, **values: Any) -> str:
        text: str = self.texts[key]
        return text.format(operator=self.operator, **values)

    def duty(self, name: str) -> str:
        """What is owed, in words."""
        told: str = self.texts["duty"][name]
        return told

    def day(self, day: date) -> str:
        """A day, with its year."""
        month = self.texts["months"]["names"].split()[day.month - 1]
        return f"{day.day} {month} {day.year}"

    def moment(self, text: str) -> str:
        """A moment of an answer, by the city's clock."""
        at = datetime.fromisoformat(text).replace(tzinfo=UTC).astimezone(self.zone)
        return f"{self.day(at.date())}, {at:%H:%M}"

    def number(self, value: float, decimals: int = 0) -> str:
        """A number as it is written here."""
        written = f"{value:,.{decimals}f}"
        return written if self.language == "en" else written.translate(str.maketrans(",.", ".,"))

    def amount(self, value: float, unit: str) -> str:
        """A share as a percentage, rounded down so that 100 % is all of it; or seconds."""
        if unit == SECONDS:
            return self("seconds", n=self.number(value))
        percent = math.floor(value * 1000 + 1e-6) / 10
        return f"{self.number(percent, 0 if percent == int(percent) else 1)} %"

    def interval(self, lower: float | None, upper: float | None, unit: str) -> str:
        """What was delivered, from what is certain to what is possible."""
        if lower is None:
            return self("unknown")
        low = self.amount(lower, unit)
        if upper is None:
            return self("or_more", lower=low)
        high = self.amount(upper, unit)
        return low if low == high else self("between", lower=low, upper=high)

    def span(self, seconds: float) -> str:
        """A length of time."""
        if seconds >= 7200:
            return self("hours", n=self.number(seconds / 3600, 1))
        if seconds >= 120:
            return self("minutes", n=self.number(seconds // 60))
        return self("seconds", n=self.number(seconds))

    def owed(self, row: dict[str, Any], value: float) -> str:
        """What is asked."""
        key = "at_most" if row["bound"] == "maximum" else "at_least"
        return self(key, amount=self.amount(value, row["unit"]))


def _summary(content: dict[str, Any], hand: Hand) -> str:
    rows = content["duties"]
    if not rows:
        return hand("none_owed")
    short = [hand.duty(row["duty"]) for row in rows if row["does_not_comply"]]
    if short:
        return hand("short", duties=", ".join(short))
    if any(row["not_enough_data"] for row in rows):
        return hand("good_so_far")
    return hand("all_good", days=(content["to"] - content["from"]).days)


def _owed(content: dict[str, Any], hand: Hand) -> list[str]:
    rows = [
        (
            hand.duty(row["duty"]),
            hand.owed(row, row["owed"]),
            hand.interval(row["lower"], row["upper"], row["unit"]),
            row["complies"],
            row["does_not_comply"],
            row["not_enough_data"],
        )
        for row in content["duties"]
    ]
    return [f"## {hand('owed_title')}", _table(hand("owed_head"), rows)]


def _short(content: dict[str, Any], duties: dict[int, Owed], hand: Hand) -> list[str]:
    """Each duty that was not kept, on what ground, and the days."""
    parts = []
    for row in content["duties"]:
        days = [day for day in row["days"] if day["verdict"] == "does_not_comply"]
        for number in dict.fromkeys(day["duty_id"] for day in days):
            owed = duties[number]
            about = hand(
                "short_about",
                owed=hand.owed(row, owed.value),
                since=hand.day(owed.effective_from),
                ground=plain(owed.legal_ground),
            )
            mine = [_day(day, row, hand) for day in days if day["duty_id"] == number]
            parts += [f"### {hand.duty(row['duty'])}", about, _table(hand("short_head"), mine)]
    return [f"## {hand('short_title')}", *parts] if parts else []


def _day(day: dict[str, Any], row: dict[str, Any], hand: Hand) -> tuple[Any, ...]:
    remark = ""
    if day["unannounced"] is not None:
        still = day["unannounced"] == "does_not_comply"
        remark = hand("announced_short" if still else "announced_day")
    return (
        hand.day(day["day"]),
        hand.interval(day["lower"], day["upper"], row["unit"]),
        hand.amount(-day["margin"], row["unit"]),
        hand.span(day["lost_s"]) if day["lost_s"] else "",
        remark,
    )


def _gaps(content: dict[str, Any], hand: Hand) -> list[str]:
    """When nothing came, the longest of it, in order of time."""
    long = sorted(content["gaps"], key=_length, reverse=True)
    if not long:
        return []
    shown = sorted(long[:MOST_GAPS], key=lambda gap: gap["from"])
    rows = [
        (
            hand.moment(gap["from"]),
            hand.moment(gap["to"]),
            hand.span(_length(gap)),
            hand("yes" if gap["announced"] else "no"),
        )
        for gap in shown
    ]
    total = hand.span(sum(map(_length, shown)))
    parts = [f"## {hand('gaps_title')}", hand("gaps_about", total=total)]
    parts.append(_table(hand("gaps_head"), rows))
    return [*parts, hand("more_gaps", n=len(long) - MOST_GAPS)] if len(long) > MOST_GAPS else parts


def _length(gap: dict[str, Any]) -> float:
    ends = (datetime.fromisoformat(gap[edge]) for edge in ("from", "to"))
    start, end = ends
    return (end - start).total_seconds()


def _said(content: dict[str, Any], hand: Hand) -> list[str]:
    lines = [
        hand(
            "said",
            kind=hand.texts["kind"][one["kind"]],
            start=hand.moment(one["from"]),
            said=plain(one["said"]),
            by=plain(one["said_by"]),
            at=hand.moment(one["said_at"]),
        )
        for one in content["statements"]
    ]
    return [f"## {hand('said_title')}", "\n".join(lines)] if lines else []


def _unsure(content: dict[str, Any], hand: Hand) -> list[str]:
    """Of how many days there is no verdict, by duty; and how long nobody looked."""
    by_days: dict[int, list[str]] = {}
    for row in content["duties"]:
        by_days.setdefault(row["not_enough_data"], []).append(hand.duty(row["duty"]))
    by_days.pop(0, None)
    lines = [
        f"- {days} {hand('day' if days == 1 else 'days')}: {', '.join(duties)}."
        for days, duties in sorted(by_days.items())
    ]
    parts = [hand("unsure"), "\n".join(lines)] if lines else []
    if unlooked := _most(content["duties"], "unknown_s"):
        parts.append(hand("unlooked", span=hand.span(unlooked)))
    return [f"## {hand('unsure_title')}", *parts] if parts else []


def _most(rows: list[dict[str, Any]], name: str) -> int:
    """Seconds of a kind over all days; of one day they are the same for each duty."""
    by_day = {day["day"]: day[name] for row in rows for day in row["days"]}
    return sum(by_day.values())


def _basis(content: dict[str, Any], hand: Hand) -> list[str]:
    feeds = ", ".join(f"`{feed}`" for one in content["feeds"] for feed in one["feeds"]) or "–"
    coverage = hand.amount(content["coverage"], "1")
    return [f"## {hand('basis_title')}", hand("basis", feeds=feeds, coverage=coverage)]


def _table(head: str, rows: Iterable[tuple[Any, ...]]) -> str:
    line = "|".join(["---"] * (head.count("|") - 1))
    body = ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join([head, f"|{line}|", *body])
