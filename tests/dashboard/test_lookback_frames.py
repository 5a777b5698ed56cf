"""A local day as frames and as a chart, without a browser: odd days, gaps, what is said.

14 March: duin is seen all day and has 2; zilt has 3 and is not seen in the first hour.
"""

from datetime import UTC, datetime
from typing import Any

import pytest

from dashboard.pages.lookback.charts import day_chart
from dashboard.pages.lookback.frames import (
    LocalDay,
    clocks,
    counts,
    extremes,
    frames,
    hour_starts,
    local_day,
    outages,
    place_of,
)
from dashboard.pages.lookback.told import sentence
from dashboard.parts.theme import Theme
from dashboard.view import View
from dashboard.words import Words

NL, EN = (Words(language, "Europe/Amsterdam") for language in ("nl", "en"))
NOW = int(datetime(2026, 11, 15, 12, tzinfo=UTC).timestamp())
SILENT = "no_evidence: zilt"


def seconds(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def day_at(text: str, now_s: int = NOW) -> LocalDay:
    return local_day(View(moment=seconds(text)), now_s, NL)


def line(key: str, values: list[float | None], reason: str = SILENT) -> dict[str, Any]:
    return {
        "key": key,
        "name": key.title(),
        "values": values,
        "coverage": [0.0 if value is None else 1.0 for value in values],
        "reasons": [reason if value is None else None for value in values],
    }


def series_of(day: LocalDay, *lines: dict[str, Any], gaps: Any = ()) -> dict[str, Any]:
    edges = [datetime.fromtimestamp(at, UTC).isoformat() for at in [*day.moments, day.end]]
    return {"edges": edges, "series": list(lines), "gaps": list(gaps)}


@pytest.fixture
def silent_morning() -> tuple[LocalDay, dict[str, Any], dict[str, Any]]:
    day = day_at("2026-03-14T12:00Z")
    zilt = line("zilt", [None] * 4 + [3.0] * 92)
    duin = line("duin", [2.0] * 96)
    gap = {"feed": "zilt", "from": "2026-03-13T22:00:00Z", "to": "2026-03-14T00:00:00Z"}
    whole = line("all", [None] * 4 + [5.0] * 92)
    return day, series_of(day, zilt, duin, gaps=[gap]), series_of(day, whole, gaps=[gap])


@pytest.mark.parametrize(
    ("moment", "hours", "quarters"),
    [("2026-03-14T12:00Z", 24, 96), ("2026-03-29T12:00Z", 23, 92), ("2026-10-25T12:00Z", 25, 100)],
)
def test_a_day_is_as_long_as_the_city_s_clock_makes_it(
    moment: str, hours: int, quarters: int
) -> None:
    day = day_at(moment)
    assert (day.hours, len(day.moments)) == (hours, quarters)
    assert len(set(clocks(day, NL))) == quarters
    assert hour_starts(day, NL)[0][1] == "00:00"
    assert hour_starts(day, NL)[-1] == (quarters, "00:00")


def test_the_hour_that_comes_twice_is_told_apart() -> None:
    told = clocks(day_at("2026-10-25T12:00Z"), NL)
    assert told[8:10] == ["02:00 (zomertijd)", "02:15 (zomertijd)"]
    assert told[12] == "02:00 (wintertijd)"
    assert told[16] == "03:00"


def test_the_hour_that_is_skipped_is_not_there() -> None:
    told = clocks(day_at("2026-03-29T12:00Z"), EN)
    assert told[7:9] == ["01:45", "03:00"]


def test_of_today_there_are_frames_up_to_now() -> None:
    day = local_day(View(), seconds("2026-03-14T00:20Z"), NL)
    assert clocks(day, NL) == ["00:00", "00:15", "00:30", "00:45", "01:00", "01:15"]
    assert place_of(None, day) == 5
    assert place_of(seconds("2026-03-14T00:07Z"), day) == 4


def test_a_frame_counts_who_was_seen_and_names_who_was_not(silent_morning: Any) -> None:
    day, by_operator, _ = silent_morning
    first, *_, later = frames(by_operator, day, "Town", {"zilt": "Zilt"}, NL)
    assert first["value"] == 2
    assert first["said"] == (
        "2 deelvoertuigen in Town, van de aanbieders die te zien waren. Geen gegevens van Zilt."
    )
    assert later["said"] == "5 deelvoertuigen in Town."


def test_where_nobody_was_seen_nothing_is_counted() -> None:
    day = day_at("2026-03-14T12:00Z")
    nobody = series_of(day, line("zilt", [None] * 96))
    assert counts(nobody["series"], 0) == (None, [SILENT])
    said = frames(nobody, day, "Town", {"zilt": "Zilt"}, EN)[0]["said"]
    assert said == ("How many shared vehicles stood in Town is not known. No data from Zilt.")


def test_a_gap_is_a_share_of_the_day_it_is_cut_to(silent_morning: Any) -> None:
    day, by_operator, _ = silent_morning
    assert outages(by_operator, day) == [(0.0, 1 / 24, "zilt")]


def test_the_chart_is_broken_in_a_gap_and_never_zero(silent_morning: Any) -> None:
    day, _, whole = silent_morning
    figure = day_chart(whole, day, {"zilt": "Zilt"}, ["duin", "zilt"], NL, Theme())
    [drawn] = [one for one in figure.data if one.fill == "tozeroy"]
    assert list(drawn.y[:5]) == [None, None, None, None, 5.0]
    assert figure.layout.yaxis.rangemode == "tozero"
    assert tuple(figure.layout.xaxis.range) == (0, 96)


def test_the_chart_of_a_long_day_is_longer(silent_morning: Any) -> None:
    day = day_at("2026-10-25T12:00Z")
    lines = series_of(day, line("all", [1.0] * 100))
    figure = day_chart(lines, day, {}, [], NL, Theme())
    assert tuple(figure.layout.xaxis.range) == (0, 100)
    assert len(figure.data[0].x) == 100


def test_operators_have_lines_of_their_own(silent_morning: Any) -> None:
    day, by_operator, _ = silent_morning
    figure = day_chart(by_operator, day, {}, ["duin", "zilt"], NL, Theme(dark=True))
    assert [one.name for one in figure.data if one.showlegend is None] == ["Zilt", "Duin"]
    assert len({one.line.dash for one in figure.data if one.showlegend is None}) == 2


def test_the_sentence_leaves_out_what_is_not_known(silent_morning: Any) -> None:
    day, _, whole = silent_morning
    whole["series"][0]["values"][10] = 7.0
    assert sentence(whole, day, "Town", NL) == (
        "Zaterdag 14 mrt 2026: de meeste deelvoertuigen in Town stonden er om 02:30 (7), "
        "de minste om 01:00 (5)."
    )
    assert extremes([None, None]) is None
    long = day_at("2026-10-25T12:00Z")
    told = sentence(series_of(long, line("all", [None] * 100)), long, "Town", EN)
    assert told == (
        "Sunday 25 Oct 2026: how many shared vehicles stood in Town is not known. "
        "The clock changed: this day had 25 hours."
    )
