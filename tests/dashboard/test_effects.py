"""What modules put in force, in the words of the pages."""

from typing import Any

import pytest

from dashboard import effects
from dashboard.pages.permits import board, trying
from dashboard.pages.permits.asked import Row
from dashboard.pages.permits.names import Names
from dashboard.pages.zones import tried
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


def test_an_effect_tells_its_area_unless_it_is_about_the_whole_town() -> None:
    words = Words("en", ZONE)
    town = effects.placed(effect("limit", "municipality/GM0518", 20), words)
    assert town == "Beach day: a limit of 20"
    assert effects.placed(effect("limit", "district/A", 20), words).endswith("(District A)")


def test_hours_that_go_on_after_midnight_touch_two_days() -> None:
    night = effect("zone", "no_parking/P") | {
        "day": "2026-07-04", "from": "2026-07-04T20:00:00Z", "to": "2026-07-05T04:00:00Z",
    }  # fmt: skip
    limit = effect("limit", "municipality/GM0518", 20) | {"day": "2026-07-05"}
    found = effects.by_day([night, limit], Words("en", ZONE))
    assert list(found) == ["2026-07-04", "2026-07-05"]
    assert [len(lines) for lines in found.values()] == [1, 2]
    # An end at midnight is no hour of the next day.
    whole = night | {"from": "2026-07-03T22:00:00Z", "to": "2026-07-04T22:00:00Z"}
    assert effects.days_of(whole, Words("en", ZONE)) == ["2026-07-04"]


def test_the_board_marks_a_day_that_rests_on_a_rule() -> None:
    words, row = Words("en", ZONE), Row("swift", "all", "permit_fleet", None)
    plain = str(board._cell("c", row, "2026-07-04", [], None, words))
    marked = str(board._cell("c", row, "2026-07-05", ["Beach day: a limit of 20"], None, words))
    assert "by-rule" not in plain
    assert "by-rule" in marked
    assert "complies; Beach day: a limit of 20" in marked
    assert "Beach day" not in plain


def test_a_trial_of_a_zone_says_what_of_modules_it_took_over() -> None:
    words = Words("nl", ZONE)
    shut, more = effect("zone", "no_parking/P"), effect("capacity", "hub/H", 1.5)
    later = shut | {"from": "2026-07-05T08:00:00Z", "to": "2026-07-05T20:00:00Z"}
    assert tried.rules({"effects": [shut, later, more]}, words) == [
        "Een module opende hem (Stranddag): hij telt alleen in die uren. Dagen: 2.",
        "Dagen waarop hij het aantal plaatsen van een module had (Stranddag): 1.",
    ]
    assert tried.rules({"effects": []}, words) == []


def test_a_trial_of_a_limit_says_that_the_limit_of_a_day_goes_first() -> None:
    words, names = Words("nl", ZONE), Names({"zilt": "Zilt"}, {}, ())
    row = {
        "operator": "zilt", "does_not_comply": 2, "not_enough_data": 0, "messages": 1,
        "by_effect": 1,
    }  # fmt: skip
    found = {
        "value": 5, "unit": "vehicles", "bound": "maximum", "days": 3, "rows": [row],
        "effects": [effect("limit", "municipality/GM0518", 20) | {"day": "2026-07-04"}],
    }  # fmt: skip
    *_, said = trying.sentences(found, names, words)
    assert said.startswith("Dagen waarop een grens van een module gold (Stranddag): 1. Die gaat")
    found |= {"rows": [row | {"by_effect": 0}], "effects": []}
    assert len(trying.sentences(found, names, words)) == 1
