"""What stands at stations and is on no list is told beside the count, never in it, never as 0."""

from typing import Any

import pytest

from dashboard.pages.feeds.cards import card
from dashboard.pages.now.answer import docked
from dashboard.scene import Scene
from dashboard.view import View
from dashboard.words import Words

EN = Words("en", "Europe/Amsterdam")


def scene(*stations: dict[str, Any] | None, now: bool = True) -> Scene:
    feeds = [{"docked": one, "operator": "zilt"} for one in stations]
    view = View(lang="en", moment=None if now else 1)
    return Scene(view, {}, {}, {}, {}, {}, feeds, [])


def plain_feed(**told: Any) -> dict[str, Any]:
    """A feed as the API tells it, with nothing to remark."""
    feed: dict[str, Any] = {
        "name": "Zilt",
        "status": "live",
        "evidence_at": None,
        "standing": 0,
        "coverage": {"day": None, "fortnight": None},
        "docked": None,
        "rides": None,
        "last_outcome": None,
        "last_reason": None,
        "quarantine": None,
        "changed": None,
        "clock_offset_s": 0,
        "statements": [],
        "id_policy": "stable",
        "format": "gbfs",
        "dropped": {},
        "outcomes": {},
        "gaps": [],
        "doubles": [],
        "corrections": [],
    }
    return feed | told


def at(apart: int, vehicles: int | None) -> dict[str, Any]:
    return {"stations": 9, "apart": apart, "vehicles": vehicles}


@pytest.mark.parametrize(
    ("stations", "sentences"),
    [
        ([None], []),
        ([at(0, 0)], []),
        ([at(4, 120), None, at(2, 30)], ["Beside these, 150 stand at stations."]),
        ([at(4, 120), at(2, None)], ["How many stand at stations is not known."]),
    ],
)
def test_the_sentence(stations: list[dict[str, Any] | None], sentences: list[str]) -> None:
    assert docked(scene(*stations), EN) == sentences


def test_of_a_past_moment_nothing_is_said() -> None:
    assert docked(scene(at(4, 120), now=False), EN) == []


@pytest.mark.parametrize(
    ("stations", "told"),
    [
        (at(4, 120), "9, with 120 vehicles that are not in the list"),
        (at(4, None), "9, how many stand there is unknown"),
        (at(0, 0), "9, all vehicles are in the list"),
    ],
)
def test_the_card(stations: dict[str, Any], told: str) -> None:
    assert told in str(card(plain_feed(docked=stations), EN))
