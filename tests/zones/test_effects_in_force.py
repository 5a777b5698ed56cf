"""What a module puts in force: decided the evening before, used on its day, and kept.

```
4.30                4.31                4.32        the town, all of it
 |  H 4.302-4.303    |  P 4.312-4.313    |
 |  12 bicycles      |  3 bicycles       |          H has 10 places
```
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

import pytest

from stoep.contract import Basis
from stoep.vocabulary import AreaKind
from tests.worlds import World, at, drawing
from tests.zones.permits import HERE, count, told
from tests.zones.test_module_rounds import drawn
from zones.calendar import Step
from zones.cells import fold_feed
from zones.in_force import Held, read_held, rule_spans
from zones.map import map_at
from zones.modules.effects import BadSetting, EffectKind, Wish, end_effect, set_effect
from zones.modules.facts import Question
from zones.modules.running import run_for
from zones.modules.setting import switch_on
from zones.order.enlarged import Enlarged, times
from zones.order.room import Room
from zones.permits.board import board
from zones.permits.setting import Wish as Limit
from zones.permits.setting import set_limit
from zones.policy.hubs import hubs_at, states_of_day
from zones.series import series

ZONE = "Europe/Amsterdam"
WHO = ("A. Official", "council decision 1")
MODULE = drawn("strand", "")
SAYS = "from stoep.contract import *\ndef strand(facts, p):\n    return Label(Answer.{})"
FIRST = date(2026, 3, 12)
FULL = Wish(EffectKind.capacity, FIRST, *WHO, area="hub/H", value=1.5)
SHUT = Wish(
    EffectKind.zone, FIRST, *WHO, area="no_parking/P", hours_from=time(10), hours_until=time(22)
)
FEWER = Wish(
    EffectKind.limit, FIRST, *WHO, area=f"municipality/{HERE}", value=20, indicator="permit_fleet"
)
EVENING = "13 17:30"
"""Friday 13 March, 18:30 in the city: the evening before the 14th."""


@dataclass
class Town:
    """A town with a hub and a no-parking area, and its pen."""

    world: World
    town: int
    hub: int
    shut: int

    def set(self, *wishes: Wish, when: str = "11 12:00") -> list[int]:
        return [set_effect(self.world.connection, MODULE, HERE, one, at(when)) for one in wishes]

    def answers(
        self, answer: str, day: int, when: str = EVENING, basis: Basis = Basis.expected
    ) -> None:
        module = drawn("strand", SAYS.format(answer))
        held = switch_on(self.world.connection, module, HERE, {}, [], *WHO, at(when))
        asked = Question(HERE, ZONE, [date(2026, 3, day)], basis, at(when))
        assert run_for(self.world.connection, module, held, asked).ok

    def held(self, since: str = "10 00:00", until: str = "25 00:00") -> list[Held]:
        start, end = (int(at(text).timestamp()) for text in (since, until))
        return read_held(self.world.connection, start, end, municipality=HERE)

    def series(self, name: str, area: int, day: int) -> list[float | None]:
        start, end = (int(at(f"{n} 23:00").timestamp()) for n in (day - 1, day))
        now = int(at("20 00:00").timestamp())
        found = series(
            self.world.connection, name, area, start, end, Step.hour, timezone=ZONE, now_s=now
        )
        return [round(float(value), 4) for value in found.lines[0].total.values]

    def hub_at(self, when: str) -> tuple[int | None, float | None, Any]:
        moment = int(at(when).timestamp())
        [hub], _ = hubs_at(self.world.connection, HERE, moment, moment + 86_400)
        return hub.room.capacity, hub.occupancy, hub.state


@pytest.fixture
def town(address: str) -> Iterator[Town]:
    with drawing(address) as world:
        world.feed("swift", ("10 00:00", "20 00:00"))
        whole = world.area(AreaKind.municipality, HERE, 4.30, 52.1, 4.32, 52.11, municipality=HERE)
        hub = world.area(AreaKind.hub, "H", 4.302, 52.1, 4.303, 52.11, capacity=10)
        shut = world.area(AreaKind.no_parking, "P", 4.312, 52.1, 4.313, 52.11)
        for _ in range(12):
            world.stands("swift", 4.3025, 52.105, "10 00:00", areas=(whole, hub))
        for _ in range(3):
            world.stands("swift", 4.3125, 52.105, "10 00:00", areas=(whole, shut))
        fold_feed(world.connection, 1)
        yield Town(world, whole, hub, shut)


def test_a_yes_of_the_evening_before_is_in_force_on_its_local_day(town: Town) -> None:
    town.set(FULL, SHUT)
    town.answers("yes", 14)
    full, shut = town.held()
    assert (full.kind, full.day, full.decided_at) == ("capacity", date(2026, 3, 14), at(EVENING))
    assert (full.begins_at, full.ends_at) == (at("13 23:00"), at("14 23:00"))
    assert (shut.begins_at, shut.ends_at) == (at("14 09:00"), at("14 21:00"))
    assert (full.module, full.version, full.set_by) == ("strand", "1.0.0", "A. Official")
    # Told again, it is the same decision.
    town.answers("yes", 14, "13 18:30")
    assert [one.decided_at for one in town.held()] == [at(EVENING)] * 2


@pytest.mark.parametrize(
    ("answer", "when", "basis"),
    [
        ("no", EVENING, Basis.expected),
        ("unknown", EVENING, Basis.expected),
        ("yes", "13 16:30", Basis.expected),
        ("yes", "14 06:00", Basis.expected),
        ("yes", "15 06:00", Basis.observed),
    ],
    ids=["no", "unknown", "in the afternoon", "on the day itself", "afterwards"],
)
def test_nothing_else_puts_anything_in_force(
    town: Town, answer: str, when: str, basis: Basis
) -> None:
    town.set(FULL, SHUT)
    town.answers(answer, 14, when, basis)
    assert town.held() == []


def test_what_is_observed_afterwards_stands_beside_it_and_changes_nothing(town: Town) -> None:
    town.set(FULL)
    town.answers("yes", 14)
    before = town.series("hub_occupancy", town.hub, 14)
    town.answers("no", 14, "15 06:00", Basis.observed)
    [held] = town.held()
    assert held.observed == "no"
    assert town.series("hub_occupancy", town.hub, 14) == before


def test_a_hub_holds_more_on_that_day_and_no_other(town: Town) -> None:
    town.set(FULL)
    town.answers("yes", 14)
    assert town.series("hub_occupancy", town.hub, 13) == [1.2] * 24
    assert town.series("hub_occupancy", town.hub, 14) == [0.8] * 24
    assert town.series("over_capacity_time", town.hub, 14) == [0.0] * 24
    assert town.series("over_capacity_time", town.hub, 15) == [1.0] * 24
    assert town.hub_at("13 12:00") == (10, 1.2, "full")
    assert town.hub_at("14 12:00") == (15, 0.8, "open")
    assert town.hub_at("15 12:00") == (10, 1.2, "full")
    start, end = (int(at(f"{n} 23:00").timestamp()) for n in (13, 15))
    turns = states_of_day(town.world.connection, town.hub, start, end)
    assert [(turn.at - start, turn.state) for turn in turns] == [(0, "open"), (86_400, "full")]


def test_the_map_of_hubs_tells_the_same(town: Town) -> None:
    town.set(FULL)
    town.answers("yes", 14)
    now = int(at("20 00:00").timestamp())
    for when, share in (("13 12:00", 1.2), ("14 12:00", 0.8)):
        moment = int(at(when).timestamp())
        found = map_at(town.world.connection, "hub_occupancy", AreaKind.hub, moment, now)
        assert [one.value for one in found.values] == [share]


def test_a_zone_that_a_module_opens_holds_in_its_hours_alone(town: Town) -> None:
    assert town.series("no_parking_vehicles", town.town, 13) == [3.0] * 24
    town.set(SHUT)
    town.answers("yes", 14)
    # The effect begins on the 12th: from then on the zone holds where it is opened, no more.
    assert town.series("no_parking_vehicles", town.town, 11) == [3.0] * 24
    assert town.series("no_parking_vehicles", town.town, 13) == [0.0] * 24
    assert town.series("no_parking_vehicles", town.town, 14) == [0.0] * 10 + [3.0] * 12 + [0.0] * 2
    assert sum(town.series("no_parking_hours", town.town, 14)) == 36
    now = int(at("20 00:00").timestamp())
    for when, inside in (("14 08:59", 0), ("14 09:00", 3), ("14 20:59", 3), ("14 21:00", 0)):
        moment = int(at(when).timestamp())
        name = "no_parking_vehicles"
        found = map_at(town.world.connection, name, AreaKind.municipality, moment, now)
        assert [one.value for one in found.values] == [inside], when


def test_who_stood_in_it_is_counted_for_permits_in_its_hours(town: Town) -> None:
    town.set(SHUT)
    town.answers("yes", 14)
    short = (4.3125, 52.105)
    areas = (town.town, town.shut)
    town.world.stood("swift", *short, "14 06:00", "14 08:29", "14 08:30", areas=areas)
    town.world.stood("swift", *short, "14 20:30", "14 20:59", "14 21:30", areas=areas)
    count(town.world, "11", "16")
    found = [told(town.world, "permit_no_parking", str(day)) for day in (11, 12, 13, 14, 15)]
    assert found[0] == (3, 3, 1, None)
    assert found[1] == (0, 0, 1, None)
    assert found[2] == (0, 0, 1, None)
    # The third came before the hours and left before them; the fourth stood there in them.
    assert found[3] == (4, 4, 1, None)
    assert found[4] == (0, 0, 1, None)


def test_a_limit_of_the_day_goes_before_the_usual_one(town: Town) -> None:
    usual = Limit(HERE, "swift", "permit_fleet", 10, "vehicles", FIRST, *WHO)
    set_limit(town.world.connection, usual, at("11 12:00"))
    town.set(FEWER)
    town.answers("yes", 14)
    count(town.world, "12", "17")
    [row] = board(town.world.connection, HERE, FIRST, date(2026, 3, 17))
    values = [row.limit_on(day).value for day in range(5)]  # type: ignore[union-attr]
    assert values == [10, 10, 20, 10, 10]
    assert [row.limit_on(day).effect is None for day in range(5)] == [  # type: ignore[union-attr]
        True, True, False, True, True,
    ]  # fmt: skip
    # 15 stand there: within the limit of that day alone.
    assert row.codes.tolist() == [2, 2, 1, 2, 2]


def test_a_limit_is_on_what_permits_are_judged_by(town: Town) -> None:
    with pytest.raises(BadSetting, match="indicator: No permit is judged by 'hub_occupancy'"):
        town.set(replace(FEWER, indicator="hub_occupancy"))


def test_an_effect_that_is_taken_back_ends_from_then_on_and_not_before(town: Town) -> None:
    full, shut = town.set(FULL, SHUT)
    town.answers("yes", 14)
    for number in (full, shut):
        end_effect(
            town.world.connection, HERE, number, date(2026, 3, 14), *WHO, at("14 12:00"), ZONE
        )
    assert [one.ends_at for one in town.held()] == [at("14 12:00")] * 2
    assert town.series("hub_occupancy", town.hub, 14) == [0.8] * 13 + [1.2] * 11
    # Nothing opens the zone any more: it holds as its own dates say.
    assert town.series("no_parking_vehicles", town.town, 14) == [0.0] * 10 + [3.0] * 14


def test_an_effect_of_now_changes_nothing_of_what_was(town: Town) -> None:
    before = town.series("no_parking_vehicles", town.town, 13)
    town.set(SHUT, when="14 12:00")
    assert town.series("no_parking_vehicles", town.town, 13) == before
    start, end = (int(at(f"{n} 00:00").timestamp()) for n in (10, 20))
    spans = rule_spans(town.world.connection, town.shut, start, end)
    assert spans == [(start, int(at("14 12:00").timestamp()))]


def test_hours_through_the_night_go_on_into_the_next_day(town: Town) -> None:
    town.set(replace(SHUT, hours_from=time(22), hours_until=time(6)))
    town.answers("yes", 14)
    [held] = town.held()
    assert (held.begins_at, held.ends_at) == (at("14 21:00"), at("15 05:00"))


def test_a_day_of_25_hours_is_in_force_for_all_of_them(town: Town) -> None:
    town.set(FULL)
    module = drawn("strand", SAYS.format("yes"))
    now = at("10-24 16:30")
    held = switch_on(town.world.connection, module, HERE, {}, [], *WHO, now)
    asked = Question(HERE, ZONE, [date(2026, 10, 25)], Basis.expected, now)
    assert run_for(town.world.connection, module, held, asked).ok
    [one] = town.held("10-24 00:00", "10-27 00:00")
    assert (one.ends_at - one.begins_at).total_seconds() == 25 * 3600


def test_another_town_is_touched_by_nothing_of_this(town: Town) -> None:
    town.world.area(AreaKind.hub, "K", 4.342, 52.1, 4.343, 52.11, municipality="GM8888", capacity=4)
    town.set(FULL)
    town.answers("yes", 14)
    moment = int(at("14 12:00").timestamp())
    [hub], _ = hubs_at(town.world.connection, "GM8888", moment, moment)
    assert hub.room.capacity == 4


def test_of_two_effects_on_a_hub_the_one_that_was_set_last_holds(town: Town) -> None:
    town.set(FULL)
    town.set(replace(FULL, value=2.0, hours_from=time(12), hours_until=time(13)), when="12 12:00")
    town.answers("yes", 14)
    start = int(at("13 23:00").timestamp())
    spans = Enlarged.of(town.held()).spans
    assert [(a - start, b - start, by) for a, b, by in spans] == [
        (0, 12 * 3600, 1.5), (12 * 3600, 13 * 3600, 2.0), (13 * 3600, 24 * 3600, 1.5),
    ]  # fmt: skip
    assert town.series("hub_occupancy", town.hub, 14)[11:14] == [0.8, 0.6, 0.8]


@pytest.mark.parametrize(
    ("places", "factor", "becomes"), [(10, 1.1, 11), (15, 1.5, 22), (3, 0.5, 1), (0, 2, 0)]
)
def test_a_part_of_a_place_is_none(places: int, factor: float, becomes: int) -> None:
    assert times(Room.of(places, None, None), factor).capacity == becomes
