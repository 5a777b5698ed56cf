"""Days of a module in the report for the council: which, what followed, and what they did."""

from datetime import date
from typing import Any

import httpx
import pytest

from api.answers import PeriodReport
from dashboard.pages.reports import labels
from dashboard.words import Words
from runner.find import find_module
from tests.api.checks import told
from tests.beaches import HERE, THERE, draw_beaches, tell
from tests.worlds import World, at
from zones.modules.effects import EffectKind, Wish, set_effect

DAYS = {"municipality": HERE, "from": "2026-03-10", "to": "2026-03-15"}


def parts_of(client: httpx.Client, town: str = HERE) -> dict[str, dict[str, Any]]:
    answer = client.get("/reports/council", params=DAYS | {"municipality": town})
    return {part["name"]: part for part in told(answer, PeriodReport)["parts"]}


def test_the_report_tells_the_days_what_followed_and_what_they_did(
    client: httpx.Client, world: World
) -> None:
    areas = draw_beaches(world)
    tell(world)
    who = ("A. Official", "council decision 12")
    full = Wish(EffectKind.capacity, date(2026, 3, 10), *who, area="hub/H", value=1.5)
    set_effect(world.connection, find_module("beach_day"), HERE, full, at("9 12:00"))
    parts = parts_of(client)
    days = [(row["day"][-2:], row["expected"], row["observed"]) for row in parts["labels"]["rows"]]
    assert days == [
        ("11", "yes", "yes"), ("12", "yes", "no"), ("13", None, "unknown"), ("14", "yes", "yes"),
    ]  # fmt: skip
    effects = [(row["day"][-2:], row["area_name"]) for row in parts["label_effects"]["rows"]]
    assert effects == [("11", "H"), ("14", "H")]
    [coast] = [row for row in parts["label_days_beside"]["rows"] if row["code"] == "coast8"]
    asked = {**DAYS, "module": "beach_day"}
    same = client.get("/labels/compare", params=asked).json()["areas"]
    [other] = [one for one in same if one["area"] == areas["coast8"]]
    assert coast["difference"] == other["difference"] > 0
    assert "hub_occupancy" in {row["indicator"] for row in parts["methods"]["rows"]}
    [said] = labels.in_brief(parts, Words("en", "Europe/Amsterdam"))
    assert said.startswith("Beach day, days in this period: 2. Most more stood in Coast8: 5.2 ")


@pytest.mark.parametrize("on", [False, True])
def test_without_such_a_day_it_says_why(client: httpx.Client, world: World, on: bool) -> None:
    draw_beaches(world)
    if on:
        tell(world, THERE)
    parts = parts_of(client, THERE)
    assert parts["labels"]["rows"] == []
    assert parts["labels"]["reason"] == ("no_such_day" if on else "no_module_on")
    assert labels.in_brief(parts, Words("nl", "Europe/Amsterdam")) == []
