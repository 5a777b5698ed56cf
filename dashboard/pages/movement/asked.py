"""What the page asks about: which days, of whom, where; and who cannot be counted at all."""

import asyncio
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from dashboard.asks import NoAnswer
from dashboard.parts.period import period, today
from dashboard.teller import Teller
from dashboard.view import View, rfc3339
from dashboard.words import Words
from stoep.vocabulary import FormFactor

HOURLY_DAYS = 2
"""A period of up to so many days is shown by the hour, a longer one by the day."""
MOST_DAYS = 400
"""The longest period that the page asks about."""
IDS_ROTATE = "ids_rotate"


@dataclass(frozen=True)
class Asked:
    """One question of a reader, as all parts of the page take it.

    `start` and `end` are unix seconds; `end` is cut off at now. `area` is a GeoJSON feature without
    a border. `left_out` are the keys of operators whose ids prove no movement here; where that
    holds of every one that is asked for, nobody is left out, and numbers come with that reason.
    """

    first: date
    last: date
    start: int
    end: int
    now_s: int
    city: dict[str, Any]
    area: dict[str, Any]
    operators: dict[str, str]
    """Names by key."""
    names: dict[str, str]
    """Of feeds and operators."""
    operator: str | None
    form: str | None
    left_out: tuple[str, ...]

    @property
    def period(self) -> dict[str, Any]:
        """The period as the API takes it."""
        return {"from_": rfc3339(self.start), "to": rfc3339(self.end)}

    @property
    def whose(self) -> dict[str, Any]:
        """Operator and form as the API takes them, without those that are left out."""
        counted = [key for key in self.operators if key not in self.left_out]
        every = ",".join(counted) if self.left_out else None
        return {"operator": self.operator or every, "form": self.form}

    @property
    def step(self) -> str:
        """Hours of a day, days of more."""
        return "hour" if (self.last - self.first).days < HOURLY_DAYS else "day"

    @property
    def trouble(self) -> str | None:
        """Why nothing can be asked about the period: it is `to_come`, or it is too `long`."""
        if self.start >= self.end:
            return "to_come"
        return "long" if (self.last - self.first).days >= MOST_DAYS else None

    @property
    def is_whole_city(self) -> bool:
        """Whether no area was chosen."""
        return bool(self.area["id"] == self.city["id"])

    def place(self, words: Words) -> str:
        """The name of the area."""
        about = self.area["properties"]
        return words.place(about["kind"], about["name"])


async def asked(teller: Teller, view: View) -> Asked:
    """The question of a view; raises NoAnswer. What it names and is not there is left out."""
    words, now_s = teller.words(view), teller.now_s()
    first, last = period(view, today(teller, words))
    here, operators, feeds = await asyncio.gather(
        teller.city(), teller.api.ask("operators"), teller.api.ask("feeds", rides="no")
    )
    names = {one["key"]: one["name"] for one in operators["operators"]}
    found = Asked(
        first=first,
        last=last,
        start=words.begins(first),
        end=min(words.begins(last + timedelta(days=1)), now_s),
        now_s=now_s,
        city=here,
        area=await _area(teller, view.area, here),
        operators=names,
        names=names | {feed["key"]: feed["name"] for feed in feeds["feeds"]},
        operator=view.operator if view.operator in names else None,
        form=view.form if view.form in list(FormFactor) else None,
        left_out=(),
    )
    whose = {feed["key"]: feed["operator"] for feed in feeds["feeds"]}
    return _without(found, await _rotating(teller, found, whose))


async def _area(teller: Teller, number: int | None, here: dict[str, Any]) -> dict[str, Any]:
    whole = {"id": here["id"], "properties": {"kind": "municipality", "name": here["name"]}}
    if number is None:
        return whole
    try:
        return await teller.api.ask(f"areas/{number}")
    except NoAnswer:
        return whole


async def _rotating(teller: Teller, found: Asked, whose: dict[str, str]) -> set[str]:
    """Operators of this city whose ids change while vehicles stand, as the API tells it."""
    if found.operator or found.trouble:
        return set()
    answer = await teller.api.ask(
        "indicators/net_balance/map",
        kind="municipality",
        municipality=found.city["code"],
        form=found.form,
        **found.period,
    )
    reasons = [value["reason"] or "" for value in answer["values"]]
    return {whose[key] for told in reasons for key in rotating(told) if key in whose}


def rotating(reason: str) -> list[str]:
    """The feeds that a reason says change their ids: `ids_rotate: a, b; low_coverage: c`."""
    parts = [part.partition(": ") for part in reason.split("; ")]
    return [key for name, _, keys in parts if name == IDS_ROTATE for key in keys.split(", ")]


def _without(found: Asked, rotate: set[str]) -> Asked:
    if set(found.operators) <= rotate:
        return found
    return replace(found, left_out=tuple(sorted(rotate)))
