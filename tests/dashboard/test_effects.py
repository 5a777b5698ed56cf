"""What modules put in force, in the words of the pages."""

from typing import Any

import pytest

from dashboard import effects
from dashboard.words import Words

ZONE = "Europe/Amsterdam"
BEACH = {"nl": "Stranddag", "en": "Beach day"}


def effect(kind: str, area: str, value: float | None = None) -> dict[str, Any]:
    return {
        "kind": kind, "area": area, "value": value, "title": BEACH, "module": "beach_day",
        "from": "2026-07-04T08:00:00Z", "to": "2026-07-04T20:00:00Z", "message": "Tot morgen.",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("language", "kind", "value", "said"),
    [
        ("nl", "capacity", 1.5, "Stranddag: capaciteit × 1,5"),
        ("en", "capacity", 1.5, "Beach day: capacity × 1.5"),
        ("nl", "capacity", 2.0, "Stranddag: capaciteit × 2"),
        ("nl", "capacity", 0.75, "Stranddag: capaciteit × 0,75"),
        ("nl", "limit", 20.0, "Stranddag: grens 20"),
        ("nl", "message", None, "Stranddag: Tot morgen."),
    ],
)
def test_an_effect_is_a_line(language: str, kind: str, value: float | None, said: str) -> None:
    assert effects.line(effect(kind, "hub/H", value), Words(language, ZONE)) == said


def test_a_zone_tells_its_hours_on_the_city_s_clock() -> None:
    said = effects.line(effect("zone", "no_parking/P"), Words("nl", ZONE))
    assert "10:00" in said
    assert "22:00" in said


def test_a_day_is_a_sentence_for_each_module() -> None:
    found = [
        effect("capacity", "hub/H", 1.5), effect("capacity", "hub/K", 1.5),
        effect("message", "hub/H"), effect("zone", "no_parking/P"),
    ]  # fmt: skip
    [said] = effects.summary(found, "tomorrow", Words("nl", ZONE))
    assert said.startswith("Morgen Stranddag: capaciteit × 1,5 in 2 hubs; de zone geldt ")
    assert effects.summary([], "today", Words("nl", ZONE)) == []
    # A message alone changes no rule.
    assert effects.summary([effect("message", "hub/H")], "today", Words("nl", ZONE)) == []


def test_lines_are_those_of_the_area_alone() -> None:
    found = [effect("capacity", "hub/H", 1.5), effect("capacity", "hub/K", 2.0)]
    assert effects.lines(found, "hub/K", Words("en", ZONE)) == ["Beach day: capacity × 2"]
