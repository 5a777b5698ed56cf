"""Two towns by the sea with weather drawn by hand; it is Sunday 15 March 2026, 13:00 there.

        Tue 10   Wed 11   Thu 12   Fri 13     Sat 14   Sun 15 (today)  Mon 16
HERE    cold     warm     cold     unknown    warm     warm            warm (forecast only)
THERE   cold     21 °C    cold     cold       cold     cold

In HERE one vehicle stands on the coast all the time, and three more all of Wednesday; one stands
inland. On the coast is a hub of four places, over all of it. In March there is no school holiday.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from runner.find import Module, find_module
from stoep.cluster import Cluster
from stoep.contract.facts import Basis
from stoep.vocabulary import AreaKind
from tests.worlds import Drawn, World, at, drawing
from zones.cells import fold_feed
from zones.measure import SQL
from zones.modules.facts import Question
from zones.modules.running import run_for
from zones.modules.setting import in_force, switch_on
from zones.modules.weather import Told, keep_weather
from zones.permits.day import local_day

HERE, THERE, ZONE = "GM9998", "GM9999", "Europe/Amsterdam"
WHO = ("A. Official", "council decision 1")
SOURCE = "drawn by hand"
WARM, MILD, COLD = 27.0, 21.0, 12.0
WEATHER = {10: COLD, 11: WARM, 12: COLD, 14: WARM}
"""Of HERE, as it was measured; of the 13th nobody measured anything."""
FORECAST = {10: COLD, 11: WARM, 12: WARM, 14: WARM, 15: WARM, 16: WARM}
BEGUN, NOW = at("9 12:00"), at("15 11:30")


def draw_beaches(world: World) -> dict[str, int]:
    """The areas, the vehicles and the weather; numbers of areas by name. No module is on yet."""
    world.feed("swift", ("9 12:00", "15 12:00"))
    areas = {}
    for town, west in ((HERE, 4.30), (THERE, 4.34)):
        half, east = west + 0.01, west + 0.02
        areas[town] = world.area(
            AreaKind.municipality, town, west, 52.10, east, 52.11, municipality=town
        )
        for name, begin, end in (("coast", west, half), ("inland", half, east)):
            code = f"{name}{town[-1]}"
            areas[code] = world.area(
                AreaKind.district, code, begin, 52.10, end, 52.11, municipality=town
            )
    areas["hub"] = world.area(
        AreaKind.hub, "H", 4.30, 52.10, 4.31, 52.11, municipality=HERE, capacity=4
    )
    coast = (areas[HERE], areas["coast8"], areas["hub"])
    world.stands("swift", 4.305, 52.105, "9 12:00", areas=coast)
    world.stands("swift", 4.315, 52.105, "9 12:00", areas=(areas[HERE], areas["inland8"]))
    for n in range(3):
        world.stood(
            "swift", 4.303 + n / 1000, 52.105, "10 23:00", "11 22:59:59", "11 23:00", areas=coast
        )
    fold_feed(world.connection, world.feeds["swift"].id)
    for town in (HERE, THERE):
        for first, last in ((date(2026, 2, 14), date(2026, 2, 22)), (date(2026, 4, 25),) * 2):
            values = {"municipality": town, "first_day": first, "last_day": last}
            world.connection.execute(
                SQL["set_school_holiday"], values | {"name": "Holiday", "source": SOURCE}
            )
    for day, celsius in WEATHER.items():
        bring(world, HERE, day, celsius, Basis.observed)
    for day, celsius in FORECAST.items():
        bring(world, HERE, day, celsius, Basis.expected)
    for day in (10, 11, 12, 13, 14):
        bring(world, THERE, day, MILD if day == 11 else COLD, Basis.observed)
    return areas


def bring(
    world: World,
    town: str,
    number: int,
    celsius: float,
    basis: Basis,
    known: datetime | None = None,
) -> None:
    """A dry sunny day, as warm all day; a forecast is known at noon of the day before."""
    day = local_day(date(2026, 3, number), ZONE)
    hours = [
        Told(datetime.fromtimestamp(second, UTC), celsius, 0.0, 3.0, 600.0)
        for second in range(day.start, day.end, 3600)
    ]
    before = datetime.fromtimestamp(day.start, UTC) - timedelta(hours=12)
    keep_weather(world.connection, town, basis, SOURCE, known or before, hours)


def tell(world: World, town: str = HERE, **chosen: Any) -> Module:
    """Switch beach_day on, and let it tell: each morning, and each evening before."""
    beach = find_module("beach_day")
    switch_on(world.connection, beach, town, chosen, [], *WHO, BEGUN)
    for number in range(10, 17):
        day = date(2026, 3, number)
        if number < 15:
            run(world, beach, town, day, Basis.observed, at(f"{number + 1} 05:00"))
        if number != 13:
            evening = min(at(f"{number - 1} 17:00"), NOW)
            run(world, beach, town, day, Basis.expected, evening)
    return beach


def run(world: World, module: Module, town: str, day: date, basis: Basis, now: datetime) -> None:
    """One run of a module that is on, for a day."""
    held = in_force(world.connection, town, module.name)
    assert held is not None
    run_for(world.connection, module, held, Question(town, ZONE, [day], basis, now))


@dataclass(frozen=True)
class Beaches:
    """A database in which beach_day told of HERE, to copy from: its fourteen runs take seconds."""

    template: str
    areas: dict[str, int]
    feeds: dict[str, Drawn]

    def taken_up(self, world: World) -> dict[str, int]:
        """Let the pen of a copy know what is drawn in it; the areas by name."""
        world.feeds = deepcopy(self.feeds)
        return self.areas


@contextmanager
def beaches_to_copy(cluster: Cluster, migrated: str) -> Iterator[Beaches]:
    """The beaches, drawn and told of, for the length of a block."""
    name = f"beaches_{os.getpid()}"
    cluster.create(name, template=migrated)
    with drawing(cluster.address(name)) as world:
        areas = draw_beaches(world)
        tell(world)
    yield Beaches(name, areas, world.feeds)
    cluster.drop(name)
