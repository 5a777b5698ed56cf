"""The count by arrays against one that goes from stay to stay, as a person would.

Random small worlds: two towns, three operators, feeds with gaps, stays that end in every way.
"""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from stoep.vocabulary import AreaKind
from tests.worlds import World, at
from tests.zones.permits import AMSTERDAM, HERE, THERE, count, day_of, told
from zones.permits.day import local_day

DAY_S = 86_400


@dataclass
class Told:
    """A stay as it was drawn; unix seconds."""

    operator: str
    town: str
    form: str
    first: float
    last: float
    gone: float
    reason: str
    banned: bool


def text(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%d %H:%M")


SPANS = {
    "swift": (("10 00:00", "20 12:00"),),
    "veer": (("10 00:00", "13 09:00"), ("13 11:00", "15 01:00"), ("16 08:00", "20 12:00")),
    "kust": (("12 06:00", "18 14:00"),),
}


def covered(operator: str, start: float, end: float) -> float:
    parts = [(at(a).timestamp(), at(b).timestamp()) for a, b in SPANS[operator]]
    return sum(max(0.0, min(end, b) - max(start, a)) for a, b in parts)


def sees(operator: str, moment: float) -> bool:
    return any(at(a).timestamp() <= moment <= at(b).timestamp() for a, b in SPANS[operator])


def draw(world: World, seed: int) -> list[Told]:
    chance = random.Random(seed)
    areas = {}
    for town, west in ((HERE, 4.30), (THERE, 4.32)):
        areas[town] = (
            world.area(
                AreaKind.municipality, town, west, 52.10, west + 0.02, 52.11, municipality=town
            ),
            world.area(
                AreaKind.no_parking, f"n{town}", west, 52.10, west + 0.01, 52.11, municipality=town
            ),
        )
    for operator, spans in SPANS.items():
        world.feed(operator, *spans)
    found = []
    for _ in range(160):
        operator = chance.choice(list(SPANS))
        begin, end = (at(x).timestamp() for x in chance.choice(SPANS[operator]))
        first = begin + 60 * chance.randrange(int((end - begin) // 60) - 20)
        last = first + 60 * chance.randrange(1, int(min(4 * DAY_S, end - first) // 60))
        town, banned = chance.choice((HERE, THERE)), chance.random() < 0.3
        reason = chance.choice(("departed", "moved", "unknown_mass", "withdrawn"))
        form = chance.choice(("bicycle", "moped"))
        one = Told(operator, town, form, first, last, last + 60, reason, banned)
        lon = (4.30 if town == HERE else 4.32) + (0.005 if banned else 0.015)
        inside = areas[town] if banned else areas[town][:1]
        world.stood(
            operator, lon, 52.105, text(first), text(last), text(one.gone), form=form,
            reason=reason, areas=inside,
        )  # fmt: skip
        found.append(one)
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_as_by_hand(world: World, seed: int) -> None:
    stays = draw(world, seed)
    count(world, "11", "20")
    compared = 0
    for number in range(11, 20):
        day = local_day(day_of(str(number)), AMSTERDAM)
        for operator in SPANS:
            for town in (HERE, THERE):
                for form in ("all", "bicycle", "moped"):
                    mine = [
                        s
                        for s in stays
                        if (s.operator, s.town) == (operator, town) and form in ("all", s.form)
                    ]
                    here = [s for s in mine if s.first < day.end and s.gone > day.start]
                    of = {"operator": operator, "municipality": town, "form": form}
                    fleet = told(world, "permit_fleet", str(number), **of)
                    if not here:
                        assert fleet is None
                        continue
                    compared += 1
                    standing = [
                        sum(s.first <= t < s.gone for s in here) if sees(operator, t) else None
                        for t in day.moments
                    ]
                    seen = [n for n in standing if n is not None]
                    if not seen:
                        assert fleet == (None, None, 0, "no_evidence")
                    elif len(seen) == 6:
                        assert fleet == (max(seen), max(seen), 1, None)
                        least = told(world, "permit_minimum_available", str(number), **of)
                        assert least == (min(seen), min(seen), 1, None)
                    else:
                        assert fleet is not None
                        assert fleet[0] == max(seen)
                        assert fleet[1] is not None
                        assert fleet[1] >= fleet[0]
                    assert told(world, "permit_no_parking", str(number), **of) == (
                        *(sum(s.banned and s.last >= day.start for s in here),
                          sum(s.banned for s in here)),
                        pytest.approx(covered(operator, day.start, day.end)
                                      / (day.end - day.start), abs=1e-4),
                        None,
                    )  # fmt: skip
                    night = [s for s in here if s.first <= day.night < s.gone]
                    over = told(world, "permit_parked_over_1_day", str(number), **of)
                    assert over is not None
                    if sees(operator, day.night) and night:
                        certain = sum(covered(operator, s.first, day.night) >= DAY_S for s in night)
                        assert over[0] == 100 * certain / len(night)
                    left = [s for s in here if day.start <= s.last and s.gone <= day.end]
                    sure = sum(s.reason in ("departed", "moved") for s in left)
                    usage = told(world, "permit_usage", str(number), **of)
                    if len(seen) == 6 and max(seen):
                        assert usage is not None
                        assert usage[0] == sure / max(seen)
    assert compared > 100


def test_the_six_moments_are_local_and_the_hours_of_a_day_differ() -> None:
    for text_of_day, hours, night in (
        ("28", 24, "02:30"),
        ("29", 23, "01:30"),
        ("10-25", 25, "02:30"),
    ):
        day = local_day(day_of(text_of_day), AMSTERDAM)
        assert day.end - day.start == hours * 3600
        assert datetime.fromtimestamp(day.night, UTC).strftime("%H:%M") == night
        assert timedelta(seconds=day.moments[5] - day.moments[1]) == timedelta(hours=13)
