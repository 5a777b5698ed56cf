"""All that a page tells of one moment, asked in one go so that its parts agree."""

import asyncio
from dataclasses import dataclass
from typing import Any

from dashboard import asker
from dashboard.asks import Api
from dashboard.view import View, rfc3339

SURE = 0.95
"""Coverage from which a number is compared without a mark (rule R9)."""
LONG = ("2", "3", "4")
"""Duration classes from four days on."""
LISTED = 10
"""Vehicles listed by name of place and duration: those that surely stand longest."""


@dataclass(frozen=True)
class Scene:
    """Answers of the API about one moment; `here` is the municipality."""

    view: View
    here: dict[str, Any]
    vehicles: dict[str, Any]
    density: dict[str, Any]
    named: dict[str, Any]
    """The density of areas with a name: the same, unless hexagons are shown."""
    durations: dict[str, Any]
    feeds: list[dict[str, Any]]
    operators: list[dict[str, Any]]

    @property
    def now(self) -> bool:
        """Whether the moment is the present."""
        return self.view.moment is None

    @property
    def kind(self) -> str:
        """The kind of areas that is shown."""
        return self.view.kind

    @property
    def ranked(self) -> list[dict[str, Any]]:
        """Areas by density, the busiest first; unknown ones are left out."""
        return _ranked(self.density)

    @property
    def busiest(self) -> list[dict[str, Any]]:
        """The areas that people know by name, the busiest first."""
        return _ranked(self.named)

    @property
    def whole(self) -> bool:
        """Whether the densities are of enough to be compared (rule R9)."""
        return bool(self.density["coverage"] >= SURE)

    @property
    def classes(self) -> dict[str, int] | None:
        """Vehicles by certain duration class; None: not known."""
        return self._durations("classes")

    @property
    def possible(self) -> dict[str, int] | None:
        """Of each class, how many more may be in it; None: not known."""
        return self._durations("possible")

    def _durations(self, part: str) -> dict[str, int] | None:
        values = self.durations["values"]
        if not values or values[0]["value"] is None:
            return None
        found: dict[str, int] = values[0][part] or {}
        return found

    @property
    def names(self) -> dict[str, str]:
        """Names of operators by key."""
        return {operator["key"]: operator["name"] for operator in self.operators}

    @property
    def order(self) -> list[str]:
        """Keys of operators in the order of their colours and shapes."""
        return sorted(self.names)


async def look(api: Api, view: View, here: dict[str, Any]) -> Scene:
    """The scene of a view; raises NoAnswer."""
    moment, code = rfc3339(view.moment), here["code"]
    listed = LISTED if asker.sees_rows(code) else 0
    named_kind = "neighbourhood" if view.kind == "h3" else view.kind
    vehicles, named, durations, feeds, operators = await asyncio.gather(
        api.ask("vehicles", moment=moment, limit=listed, area=here["id"], **view.whose),
        api.ask(
            "indicators/parked_density/map",
            kind=named_kind,
            municipality=code,
            moment=moment,
            **view.whose,
        ),
        api.ask(
            "indicators/duration_classes/map",
            kind="municipality",
            municipality=code,
            moment=moment,
            **view.whose,
        ),
        api.ask("feeds", rides="no"),
        api.ask("operators"),
    )
    density = named
    if view.kind != named_kind:
        density = await api.ask(
            "indicators/parked_density/map",
            kind=view.kind,
            municipality=code,
            moment=moment,
            **view.whose,
        )
    return Scene(
        view,
        here,
        vehicles,
        density,
        named,
        durations,
        feeds["feeds"],
        operators["operators"],
    )


def _ranked(density: dict[str, Any]) -> list[dict[str, Any]]:
    known = [value for value in density["values"] if value["value"] is not None]
    return sorted(known, key=lambda value: (-value["value"], value["name"]))
