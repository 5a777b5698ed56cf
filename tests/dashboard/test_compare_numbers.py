"""Two numbers side by side are written so that their difference is the one that is seen."""

from typing import Any

import pytest

from dashboard.pages.compare.sentences import changed, pair_shown, whole
from dashboard.words import Words

EN = Words("en", "UTC")


def pair(one: float | None, other: float | None, *, claimed: bool = True) -> dict[str, Any]:
    sides = {"one": {"value": one}, "other": {"value": other}}
    difference = other - one if claimed and one is not None and other is not None else None
    return sides | {"difference": difference, "reason": None if claimed else "not_yet_followed"}


@pytest.mark.parametrize(
    ("one", "other", "written"),
    [
        (23.2, 25.1, ("23.2", "25.1", "+1.9")),
        (23.34, 23.26, ("23.34", "23.26", "−0.08")),
        (23.31, 23.33, ("23.3", "23.3", "0.0")),
        (120.4, 120.6, ("120.4", "120.6", "+0.2")),
        (2345.0, 2352.4, ("2,345", "2,352", "+7")),
        (2345.4, 2352.6, ("2,345.4", "2,352.6", "+7.2")),
        (200.1, 200.3, ("200", "200", "0")),
        (4.0, 6.0, ("4.0", "6.0", "+2.0")),
        (23.264, 23.336, ("23.26", "23.34", "+0.08")),
        (99.96, 100.02, ("99.96", "100.02", "+0.06")),
    ],
)
def test_the_difference_is_that_of_the_numbers_that_stand_there(
    one: float, other: float, written: tuple[str, str, str]
) -> None:
    shown = pair_shown(pair(one, other), "parked_density", EN)
    assert (shown.one, shown.other, shown.change) == written


def test_counts_are_whole_and_what_is_not_claimed_is_a_dash() -> None:
    counts = pair_shown(pair(4.0, 6.0), "vehicles_parked", EN)
    assert (counts.one, counts.other, counts.change) == ("4", "6", "+2")
    unsure = pair_shown(pair(4.0, 6.0, claimed=False), "vehicles_parked", EN)
    assert (unsure.change, unsure.by, unsure.steady) == ("–", None, False)
    unknown = pair_shown(pair(None, 6.0), "vehicles_parked", EN)
    assert (unknown.one, unknown.change) == ("unknown", "–")


def test_what_is_written_alike_is_called_the_same_and_is_no_change() -> None:
    part = {"group": "none", "key": "all", "name": "all"} | pair(23.31, 23.33)
    found = {"indicator": "parked_density", "parts": [part]}
    assert "That stayed the same." in whole(found, "Town", "A", "B", {}, EN)
    areas = [pair(23.31, 23.33), pair(1.0, 3.0), pair(120.4, 120.6), pair(5.0, 4.0)]
    told = {"indicator": "parked_density", "areas": areas}
    assert [shown.change for _, shown in changed(told, 1, EN)] == ["+2.0", "+0.2"]
    assert [shown.change for _, shown in changed(told, -1, EN)] == ["−1.0"]
