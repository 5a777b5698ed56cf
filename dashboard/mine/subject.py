"""What a dispute is about, in words and as an address."""

from dataclasses import dataclass
from typing import Any

from dashboard.pages.permits.asked import Row as BoardRow
from dashboard.pages.permits.names import Names, amount, interval
from dashboard.pages.permits.verdicts import badge
from dashboard.people.plain import Plain
from dashboard.words import Words

PARTS = (
    "operator", "municipality", "feed", "from", "to", "form", "zone", "indicator", "day", "limit",
)  # fmt: skip
Row = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """Names and units of what disputes are about."""

    names: Names
    units: dict[str, str]

    def subject(self, one: Row, words: Words) -> str:
        """What is contested, in a few words."""
        about = one["subject"]
        if about["feed"]:
            stretch = words.stretch(about["from"], about["to"])
            return words("disputes.of_feed", feed=about["feed"], stretch=stretch)
        limit = about["limit"]
        row = limit or about
        which = BoardRow(one["operator"], row["form"], row["indicator"], row["zone"])
        named = self.names.indicator(which.indicator)
        scope = self.names.scope(which, words)
        named = f"{named} ({scope})" if scope else named
        if limit:
            value = words(f"permits.asks_{limit['bound']}", limit=self.amount(limit, words))
            since = words.day(limit["effective_from"])
            return words("disputes.of_limit", row=named, limit=value, day=since)
        return words("disputes.of_verdict", row=named, day=words.day(about["day"]))

    def amount(self, limit: Row, words: Words) -> str:
        """A limit with its unit."""
        return amount(limit["value"], limit["unit"], words)

    def number(self, indicator: str, told: Row, words: Words) -> list[Any]:
        """A number with its coverage and verdict."""
        unit = self.units.get(indicator, "vehicles")
        number = interval(told["lower"], told["upper"], unit, words)
        share = words("permits.covered", coverage=words.percent(told["coverage"]))
        return [f"{number} ({share}) ", badge(told["verdict"], words)]


async def told_of(plain: Plain, words: Words) -> Told:
    """The names, as the API knows them."""
    operators, indicators = await plain.ask("operators"), await plain.ask("indicators")
    assert operators is not None
    assert indicators is not None
    units = {one["id"]: one["unit"] for one in indicators["indicators"]}
    return Told(Names.of(operators, indicators, words), units)
