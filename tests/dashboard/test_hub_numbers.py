"""What is told of hubs, without a browser: the order, the advice, the chart and its gaps."""

from typing import Any

import pytest

from dashboard import palette
from dashboard.pages.hubs.advice import advice
from dashboard.pages.hubs.charts import day_chart
from dashboard.pages.hubs.looks import COLOURS, share
from dashboard.pages.hubs.overview import fullest_first, sentence
from dashboard.parts.theme import Theme
from dashboard.words import Words

EN = Words("en", "Europe/Amsterdam")


def hub(name: str, **told: Any) -> dict[str, Any]:
    usual = {
        "area": 1, "name": name, "vehicles": 5, "capacity": 10, "free": 5, "occupancy": 0.5,
        "reason": None, "state": "open", "since": None, "stale": False, "longer": False,
        "forms": [],
    }  # fmt: skip
    return usual | told


def course(values: list[float | None], coverage: float = 1.0) -> dict[str, Any]:
    edges = [f"2026-03-14T{hour:02}:00:00Z" for hour in range(len(values) + 1)]
    line = {
        "key": "all", "name": "all", "values": values,
        "coverage": [0.0 if value is None else coverage for value in values],
        "reasons": ["no_evidence: zilt" if value is None else None for value in values],
    }  # fmt: skip
    return {"edges": edges, "series": [line], "gaps": []}


def test_the_fullest_come_first_and_the_unknown_last() -> None:
    none = hub("none", occupancy=None, reason="no_places", state="full", capacity=0)
    lost = hub("lost", occupancy=None, vehicles=None, state="full", stale=True)
    bare = hub("bare", occupancy=None, reason="no_capacity", state=None)
    hubs = [bare, hub("calm"), lost, hub("over", occupancy=1.5, state="full"), none]
    assert [one["name"] for one in fullest_first(hubs)] == ["none", "over", "calm", "lost", "bare"]


def test_unknown_is_never_called_open() -> None:
    told = sentence([hub("calm"), hub("bare", state=None, occupancy=None)], EN, now=True)
    assert told == (
        "No hub is known to be full or nearly full; 1 of the 2 hubs are open now."
        " Not known (1): bare."
    )


def test_a_share_is_not_cut_off_and_only_a_whole_is_100() -> None:
    assert [share(v, EN) for v in (None, 0.0, 0.999, 1.0, 1.5)] == [
        "unknown", "0 %", "99 %", "100 %", "150 %",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "coverage", "told"),
    [
        ([1.2] * 4 + [0.5] * 16, 1.0, "make it 13 places instead of 10"),
        ([0.3] * 20, 1.0, "4 places would have been enough"),
        ([0.8] * 20, 1.0, "leave it at 10 places"),
        ([0.8] * 20, 0.9, "Not known: only 90.0 %"),
        ([0.8] * 10 + [None] * 10, 1.0, "Not known: only 50.0 %"),
    ],
)
def test_advice_on_size(values: list[float | None], coverage: float, told: str) -> None:
    assert told in advice(hub("square"), course(values, coverage), EN)[0]


def test_the_chart_breaks_where_nothing_is_known_and_says_why() -> None:
    figure = day_chart(course([0.5, None, None, 1.5]), {"zilt": "Zilt feed"}, EN, Theme())
    gap, line, limit = figure.data
    assert list(line.y) == [0.5, None, None, 1.5, 1.5]
    assert gap.text == "no data from Zilt feed"
    assert [at.hour for at in gap.x[:2]] == [2, 4]
    assert list(limit.y) == [1, 1]
    assert figure.layout.yaxis.range[0] == 0


def test_states_are_told_apart_from_their_ground() -> None:
    for light, dark in COLOURS.values():
        assert palette.contrast(light, palette.CARD) >= 3
        assert palette.contrast(dark, palette.CARD_DARK) >= 3
