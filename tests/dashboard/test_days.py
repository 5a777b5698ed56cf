"""Days by their names, the time bar's choice of a day, points in areas: without a browser."""

from datetime import UTC, date, datetime, timedelta

import pytest

from dashboard.pages.density.whichday import shown_day
from dashboard.parts.days import day_name, last, named_days, quick_days
from dashboard.parts.time_bar import on_day
from dashboard.parts.within import area_at
from dashboard.view import View
from dashboard.words import Words

NL, EN = (Words(language, "Europe/Amsterdam") for language in ("nl", "en"))
SUNDAY = date(2026, 3, 15)
ZONE = "Europe/Amsterdam"


def seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


NOW = seconds("2026-03-15T12:00Z")


@pytest.mark.parametrize(
    ("ago", "dutch", "english"),
    [
        (0, "vandaag", "today"),
        (1, "gisteren (zaterdag)", "yesterday (Saturday)"),
        (2, "afgelopen vrijdag", "last Friday"),
        (7, "afgelopen zondag", "last Sunday"),
        (8, "zaterdag 7 mrt 2026", "Saturday 7 Mar 2026"),
    ],
)
def test_a_day_has_the_name_that_people_give_it(ago: int, dutch: str, english: str) -> None:
    day = SUNDAY - timedelta(days=ago)
    assert day_name(day, SUNDAY, NL) == dutch
    assert day_name(day, SUNDAY, EN) == english


@pytest.mark.parametrize("today", [SUNDAY + timedelta(days=n) for n in range(7)])
def test_last_saturday_is_always_a_click_away(today: date) -> None:
    saturday = last(6, today)
    assert saturday.isoweekday() == 6
    assert 1 <= (today - saturday).days <= 7
    [told] = [one for one in quick_days(today, EN) if one.day == saturday]
    assert "Saturday" in told.name
    assert len({one.name for one in named_days(today, EN)}) == 15


def test_another_day_is_shown_at_the_same_time_of_day() -> None:
    then = View(moment=seconds("2026-03-14T12:30Z"))
    assert on_day("2026-03-12", then, NOW, ZONE) == seconds("2026-03-12T12:30Z")
    assert on_day("2026-03-15", then, NOW, ZONE) is None
    assert on_day("2026-03-14", then, NOW, ZONE) == then.moment
    assert on_day(None, View(), NOW, ZONE) is None


def test_over_a_change_of_the_clock_the_time_of_day_stays() -> None:
    now = seconds("2026-10-27T12:00Z")
    assert on_day("2026-10-24", View(), now, ZONE) == seconds("2026-10-24T11:00Z")


def test_today_goes_on_and_another_day_is_over() -> None:
    today, day = shown_day(View(), NOW, NL), shown_day(View(moment=NOW - 86_400), NOW, NL)
    assert (today.over, today.end, today.name) == (False, NOW, "vandaag, 15 mrt")
    assert (day.over, day.end - day.start, day.name) == (
        True,
        86_400,
        "gisteren (zaterdag), 14 mrt",
    )
    long = shown_day(View(moment=seconds("2026-10-25T12:00Z")), NOW + 300 * 86_400, NL)
    assert long.end - long.start == 25 * 3600
    just = shown_day(View(), int(datetime(2026, 3, 14, 23, tzinfo=UTC).timestamp()), NL)
    assert just.end > just.start


def test_a_point_lies_in_the_area_round_it_and_not_in_its_hole() -> None:
    outer = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]
    hole = [[1, 1], [3, 1], [3, 3], [1, 3], [1, 1]]
    ring = {"id": 1, "geometry": {"type": "Polygon", "coordinates": [outer, hole]}}
    core = {"id": 2, "geometry": {"type": "MultiPolygon", "coordinates": [[hole]]}}
    assert [one and one["id"] for one in (area_at([ring, core], x, 2) for x in (0.5, 2, 5))] == [
        1, 2, None,
    ]  # fmt: skip
