"""Whom and what a permit is about, in words: operators, numbers, forms, zones, amounts."""

from dataclasses import dataclass
from typing import Any

from dashboard.pages.permits.asked import Row
from dashboard.words import Words
from stoep.vocabulary import FormFactor

ALL = "all"
WHOLE = ("vehicles", "stays")
"""Units that are counted in whole ones."""
UNITS = {"vehicles": "vehicles", "stays": "stays", "%": "percent", "rentals/vehicle/day": "rentals"}


@dataclass(frozen=True)
class Names:
    """Names by key."""

    operators: dict[str, str]
    indicators: dict[str, str]
    forms: tuple[str, ...]

    @classmethod
    def of(cls, operators: dict[str, Any], indicators: dict[str, Any], words: Words) -> "Names":
        """Out of the answers of the API."""
        return cls(
            {one["key"]: one["name"] for one in operators["operators"]},
            {one["id"]: one["name"][words.language] for one in indicators["indicators"]},
            tuple(str(form) for form in FormFactor),
        )

    def operator(self, key: str) -> str:
        """An operator by its name."""
        return self.operators.get(key, key)

    def indicator(self, key: str) -> str:
        """A number by its name."""
        return self.indicators.get(key, key)

    def scope(self, row: Row, words: Words) -> str:
        """Which of its vehicles, and where; empty where it is all of them, everywhere."""
        parts = [] if row.form == ALL else [words(f"form.{row.form}")]
        if row.zone:
            kind, _, code = row.zone.partition("/")
            parts.append(f"{words(f'kind.{kind}')} {code}")
        return ", ".join(parts)

    def row(self, row: Row, words: Words) -> str:
        """A row of the board in full."""
        scope = self.scope(row, words)
        named = f"{self.operator(row.operator)}: {self.indicator(row.indicator)}"
        return f"{named} ({scope})" if scope else named


def plain(value: float | None, unit: str, words: Words) -> str:
    """A number of a unit, without it: whole where it is counted, else with one decimal."""
    whole = value is None or unit in WHOLE or float(value).is_integer()
    return words.number(value, 0 if whole else 1)


def amount(value: float, unit: str, words: Words) -> str:
    """A number with its unit."""
    return words(f"permits.unit_{UNITS[unit]}", n=plain(value, unit, words))


def points(value: float, unit: str, words: Words) -> str:
    """How far apart two numbers of a unit are; shares differ by points."""
    told = plain(value, unit, words)
    return words("permits.points", n=told) if unit == "%" else told


def interval(lower: float | None, upper: float | None, unit: str, words: Words) -> str:
    """From what is certain to what is possible; one number where they are the same."""
    if lower is None:
        return words("permits.no_number")
    least = plain(lower, unit, words)
    if upper is None:
        return words("permits.at_least", n=least)
    most = plain(upper, unit, words)
    return least if least == most else words("permits.between", low=least, high=most)


def margin(value: float | None, bound: str, unit: str, words: Words) -> str:
    """How much room is left, or how much surely is too much or too little."""
    if value is None:
        return words("permits.no_margin")
    if value >= 0:
        return words("permits.room", n=plain(value, unit, words))
    return words(f"permits.past_{bound}", n=plain(-value, unit, words))


def why(reason: str | None, words: Words) -> str:
    """Why there is no number."""
    return words(f"permits.reason_{reason}") if reason else ""
