"""What is told of movement, without a browser: sentences, the chart, the week, areas, flows."""

from datetime import date
from typing import Any

import pytest

from dashboard import palette
from dashboard.markup import markup
from dashboard.pages.movement import flows, hours_told, places, sentences
from dashboard.pages.movement.areas import Moved, mean_of, ranked
from dashboard.pages.movement.asked import Asked, rotating
from dashboard.pages.movement.charts import NOT_OVER, reasons, scale, turns_chart
from dashboard.pages.movement.parts_table import parts_table
from dashboard.pages.movement.rentals import by_operator, sentence
from dashboard.pages.movement.week import Part, balances, over_part, part_of, windows
from dashboard.parts.theme import Theme
from dashboard.parts.week_grid import week_grid
from dashboard.words import Words

EN = Words("en", "Europe/Amsterdam")
NAMES = {"zilt": "Zilt"}
WHY = "low_coverage: zilt"
SATURDAY_EVENING = Part(6, "evening")


def asked(**told: Any) -> Asked:
    first, last = date(2026, 3, 14), date(2026, 3, 14)
    usual: dict[str, Any] = {
        "first": first, "last": last,
        "start": EN.begins(first), "end": EN.begins(date(2026, 3, 15)),
        "now_s": EN.begins(date(2026, 3, 16)), "city": {"id": 1, "name": "Town"},
        "area": {"id": 1, "properties": {"kind": "municipality", "name": "Town"}},
        "operators": {"zilt": "Zilt", "wip": "Wip"}, "names": NAMES, "operator": None, "form": None,
        "left_out": (),
    }  # fmt: skip
    return Asked(**usual | told)


def moved(name: str, balance: float | None, **told: Any) -> Moved:
    comes = None if balance is None else 10.0 + balance
    goes = None if balance is None else 10.0
    usual: dict[str, Any] = {
        "area": len(name), "name": name, "comes": comes, "goes": goes, "balance": balance,
        "may_come": 0.0, "may_go": 0.0, "coverage": 1.0, "known": 0 if balance is None else 1,
        "reason": WHY if balance is None else None,
    }  # fmt: skip
    return Moved(**usual | told)


def turns(*steps: tuple[float, float] | None, unknown: float = 0.0) -> dict[str, dict[str, Any]]:
    """Series of hours of 14 March from midnight UTC on; None: an hour that was not seen."""

    def series(name: str, values: list[float | None]) -> dict[str, Any]:
        line = {
            "key": "all", "name": "all", "values": values, "unknown": [unknown] * len(values),
            "coverage": [0.0 if value is None else 1.0 for value in values],
            "reasons": [WHY if value is None else None for value in values],
        }  # fmt: skip
        edges = [f"2026-03-14T{hour:02}:00:00Z" for hour in range(len(values) + 1)]
        return {"indicator": name, "step": "hour", "edges": edges, "series": [line], "gaps": []}

    return {
        "arrivals": series("arrivals", [step and step[0] for step in steps]),
        "departures": series("departures", [step and step[1] for step in steps]),
        "net_balance": series("net_balance", [step and step[0] - step[1] for step in steps]),
    }


def test_certain_and_possible_are_told_apart() -> None:
    told = sentences.whole(moved("town", 5, may_come=3.0, may_go=2.0), turns((15, 10)))
    assert sentences.moved(told, asked(), EN) == (
        "Town, 14 Mar 2026: for certain 15 arrived and 10 left. So 5 more came than went."
        " Beside these, up to 3 may have arrived and up to 2 may have left: of those nobody saw how"
        " they came or went."
    )


def test_a_period_with_a_gap_tells_its_known_hours_and_why_the_rest_lacks() -> None:
    told = sentences.whole(moved("town", None), turns((3, 1), None, (2, 5)))
    assert (told.comes, told.goes, told.steps, told.every) == (5, 6, 2, 3)
    said = sentences.moved(told, asked(), EN)
    assert "for certain 5 arrived and 6 left. So 1 more went than came." in said
    assert "the 2 of the 3 hours in which enough was seen (too little was seen of Zilt)" in said


def test_nothing_known_is_no_zero() -> None:
    told = sentences.whole(moved("town", None), turns(None, None))
    assert (told.comes, told.goes) == (None, None)
    said = sentences.moved(told, asked(left_out=("wip",), form="moped"), EN)
    assert "is not known (too little was seen of Zilt)" in said
    assert "Not counted: Wip. The ids of their vehicles change" in said
    assert "Only mopeds count." in said
    assert "0" not in said.partition("2026:")[2]


def test_who_rotates_is_read_from_the_reason() -> None:
    assert rotating("low_coverage: a; ids_rotate: b, c") == ["b", "c"]
    assert rotating("low_coverage: a") == []


def test_the_left_out_are_in_no_question() -> None:
    assert asked(left_out=("wip",)).whose == {"operator": "zilt", "form": None}
    assert asked().whose == {"operator": None, "form": None}
    assert asked(operator="wip", left_out=()).whose["operator"] == "wip"


def test_a_period_that_cannot_be_asked_says_so() -> None:
    assert asked().trouble is None
    assert asked(end=asked().start).trouble == "to_come"
    assert asked(first=date(2024, 1, 1)).trouble == "long"


def test_the_chart_stands_on_both_sides_of_zero_and_breaks_where_nothing_is_known() -> None:
    figure = turns_chart(turns((3, 1), None, (2, 5), unknown=1.0), NAMES, EN, Theme(), 0)
    by_name = {trace.name: trace for trace in figure.data if trace.name}
    assert list(by_name["Came"].y) == [3, None, 2]
    assert list(by_name["Went"].y) == [-1, None, -5]
    assert list(by_name["Balance"].y) == [2, None, -3]
    band = by_name["too little was seen of Zilt"]
    assert [at.hour for at in band.x[:2]] == [2, 3]
    hatched = [trace for trace in figure.data if trace.type == "bar" and trace.marker.pattern.shape]
    assert [list(trace.y) for trace in hatched] == [[1, None, 1], [-1, None, -1]]
    low, high = figure.layout.yaxis.range
    assert low < -6 < 4 < high
    assert "−" not in "".join(figure.layout.yaxis.ticktext)


def test_a_step_that_goes_on_is_not_over() -> None:
    line = turns((1, 1), None)["net_balance"]
    edges = [EN.local(edge) for edge in line["edges"]]
    now_s = int(edges[1].timestamp()) + 60
    assert reasons(line["series"][0], edges, now_s) == [None, NOT_OVER]
    assert reasons(line["series"][0], edges, 0) == [None, WHY]


@pytest.mark.parametrize(
    ("top", "bottom", "marks"),
    [(0, 0, [0]), (3, 1, [-1, 0, 1, 2, 3]), (240, 90, [0, 100, 200]), (90, 240, [-200, -100, 0])],
)
def test_the_scale_has_round_numbers(top: float, bottom: float, marks: list[float]) -> None:
    assert scale(top, bottom) == marks


def test_parts_of_the_week_follow_the_city_s_clock() -> None:
    assert part_of("6-evening") == SATURDAY_EVENING
    assert part_of("8-evening") is None
    assert part_of(None) is None
    # Two Saturdays; the evening of the second is not over yet.
    now_s = EN.begins(date(2026, 3, 14), 23)
    first, last = date(2026, 3, 1), date(2026, 3, 14)
    (window,) = windows(SATURDAY_EVENING, first, last, now_s, EN)
    assert [EN.moment(edge) for edge in window] == ["Sat 7 Mar 18:00", "Sun 8 Mar 00:00"]
    # Of the second alone what is over counts.
    assert windows(SATURDAY_EVENING, last, last, now_s, EN) == [(now_s - 5 * 3600, now_s)]
    assert windows(SATURDAY_EVENING, last, last, now_s - 6 * 3600, EN) == []
    # The night in which the clock goes forward is an hour shorter.
    begin, end = windows(Part(7, "night"), date(2026, 3, 29), date(2026, 3, 29), 2**40, EN)[0]
    assert end - begin == 5 * 3600


def test_a_part_with_an_unknown_hour_is_unknown() -> None:
    comes: list[float | None] = [2.0] * 168
    goes: list[float | None] = [1.5] * 168
    assert over_part(SATURDAY_EVENING, balances(comes, goes)) == 3.0
    goes[5 * 24 + 20] = None
    assert over_part(SATURDAY_EVENING, balances(comes, goes)) is None
    table = markup(parts_table(balances(comes, goes), SATURDAY_EVENING, "Town", EN))
    assert 'aria-label="Saturday evening: unknown"' in table
    assert 'aria-label="Friday evening: +3"' in table


def test_a_mean_is_over_the_times_that_are_known() -> None:
    (row,) = mean_of([[moved("a", 4)], [moved("a", None)], [moved("a", 8)]])
    assert (row.balance, row.known, row.reason) == (6, 2, None)
    (row,) = mean_of([[moved("a", None)], [moved("a", None)]])
    assert (row.balance, row.known, row.reason) == (None, 0, WHY)
    assert mean_of([]) == []


def test_what_fills_up_most_comes_first_and_the_unknown_last() -> None:
    rows = ranked([moved("b", -3), moved("lost", None), moved("aa", 7)])
    assert [row.name for row in rows] == ["aa", "b", "lost"]
    said = sentences.where(rows, "Saturday evening", asked(), EN, "district")
    assert said == "Saturday evening: aa fills up most, by 7 vehicles. b empties most, by 3."
    nobody = sentences.where([moved("lost", None)], "x", asked(), EN, "district")
    assert nobody == "x: where it fills up is not known (too little was seen of Zilt)."
    assert "not known" in markup(places.ranking([moved("lost", None)], "district", None, EN))


def test_each_area_has_a_colour_and_its_number_with_a_sign() -> None:
    rows = [moved("a", 80), moved("bb", -12), moved("ccc", None), moved("dddd", 1)]
    assert places.limits(rows) == (10, 20)
    borders = [{"id": row.area, "geometry": {}, "properties": {"name": row.name}} for row in rows]
    told = places.area_shapes(rows, borders, [0, 0, 1, 1], "district", None, EN)
    found = [one["properties"] for one in told["shapes"]["features"]]
    assert [one["class"] for one in found] == ["fills_much", "empties", "unknown", "even"]
    assert [one["label"] for one in found] == ["+80", "−12", "?", "+1"]


def test_the_two_sides_are_told_apart_by_more_than_hue() -> None:
    for colours, ground in (
        (palette.BALANCE, palette.CARD),
        (palette.BALANCE_DARK, palette.CARD_DARK),
    ):
        assert palette.contrast(colours[0], ground) >= 3
        assert palette.contrast(colours[-1], ground) >= 3
        assert palette.contrast(colours[0], colours[2]) >= 3
        assert palette.contrast(colours[-1], colours[2]) >= 3
    for place, ground in enumerate((palette.CARD, palette.CARD_DARK)):
        assert palette.contrast(palette.COMES[place], ground) >= 3
        assert palette.contrast(palette.GOES[place], ground) >= 3


def test_the_grid_of_the_week_marks_what_is_not_known() -> None:
    hours: list[float | None] = [0.0] * 168
    hours[3], hours[24], hours[25] = None, 9.0, -8.0
    figure = week_grid(hours, ["told"] * 168, EN, Theme(), diverging=True, chosen=(6, 18, 24))
    grid, marks = figure.data
    assert (grid.z[0][3], grid.z[1][0]) == (None, 9.0)
    assert (grid.zmin, grid.zmax) == (-9, 9)
    told = dict(zip(zip(marks.x, marks.y, strict=True), marks.text, strict=True))
    assert told == {(3, 0): "?", (0, 1): "+", (1, 1): "−"}
    (frame,) = figure.layout.shapes
    assert (frame.x0, frame.x1, frame.y0, frame.y1) == (17.5, 23.5, 4.5, 5.5)


def test_the_week_in_a_sentence() -> None:
    hours: list[float | None] = [0.0] * 168
    hours[5 * 24 + 20], hours[8] = 4.25, -3.0
    assert hours_told.sentence(hours, "net_balance", "Town", EN) == (
        "Town fills up fastest on Saturday 20:00–21:00 (+4.2)."
        " Town empties fastest on Monday 08:00–09:00 (−3.0)."
    )
    assert "not known" in hours_told.sentence([None] * 168, "arrivals", "Town", EN)


def test_rentals_tell_why_they_are_not_known() -> None:
    def line(key: str, values: list[float | None], why: str | None, basis: str | None) -> Any:
        whys = [why if value is None else None for value in values]
        return {"key": key, "name": key.title(), "values": values, "reasons": whys, "basis": basis}

    rented = [
        line("zilt", [3.0, None], WHY, "departures: zilt"),
        line("wip", [None, None], "ids_rotate: wip", None),
        line("veer", [None, None], "trips_by_district_only: veer", "trips: veer"),
    ]
    each = [line(one["key"], [1.5, None] if n == 0 else [None, None], None, None)
            for n, one in enumerate(rented)]  # fmt: skip
    found = by_operator({"series": rented}, {"series": each})
    assert [(one.name, one.rentals, one.known, one.per_vehicle) for one in found] == [
        ("Zilt", 3, 1, 1.5), ("Veer", None, 0, None), ("Wip", None, 0, None),
    ]  # fmt: skip
    said = sentence(found, "Town", {"veer": "Veer"}, EN)
    assert said.startswith("In Town 3 rentals are known, of Zilt. Of Wip it is not known: the ids")
    assert said.endswith("trips of Veer are told by district or city only.")


def told_flows(**told: Any) -> dict[str, Any]:
    block = {
        "from": "2026-03-01T23:00:00Z", "to": "2026-03-06T23:00:00Z", "days": "weekday",
        "told_at": "2026-03-08T00:00:00Z", "coverage": 1.0, "feeds": {}, "reason": None,
    }  # fmt: skip
    later = block | {
        "from": "2026-03-06T23:00:00Z", "to": "2026-03-08T23:00:00Z", "days": "weekend",
        "told_at": None, "reason": "not_over_yet",
    }  # fmt: skip
    usual = {
        "direction": "from", "grid": "district", "k": 10, "trips": 36, "units": 2, "withheld": 14,
        "blocks": [block, later],
        "cells": [{"id": n, "kind": "district", "code": n, "name": f"D{n}"} for n in (1, 2)],
        "flows": [
            {"origin": 1, "destination": 2, "trips": 24},
            {"origin": 1, "destination": 1, "trips": 12},
            {"origin": 2, "destination": 0, "trips": 11},
        ],
    }  # fmt: skip
    return usual | told


def test_flows_show_k_and_what_is_withheld() -> None:
    said = " ".join(flows.sentences(told_flows(), "Town", EN))
    assert said.startswith("36 trips that began in Town are told below. Fewer than 10 trips")
    assert "14 combinations of two places and a block have no number" in said
    assert said.endswith("Not told yet: Sat 7 Mar to Sun 8 Mar. A block is told a day after it is"
                         " over, once all trips are in.")  # fmt: skip
    none = flows.sentences(told_flows(trips=None, blocks=told_flows()["blocks"][1:]), "Town", EN)
    assert none[0] == "Of Town no trips are told for this period."
    assert "Fewer than" not in " ".join(none)


def test_flows_are_ranked_as_they_are_told_and_never_added_up() -> None:
    table = markup(flows.ranking(told_flows(), 1, EN))
    assert [f">{n}</span>" in table for n in (24, 12, 11)] == [True] * 3
    assert [f">{n}</span>" in table for n in (36, 35, 23, 47)] == [False] * 4
    assert "Elsewhere" in table
    assert 'data-shape="2"' in table
    assert 'data-shape="1"' not in table


def test_a_flow_between_two_cells_is_a_line_as_wide_as_it_is_large() -> None:
    cells = [
        {"id": n, "bbox": [n, 0, n + 1, 1], "geometry": {},
         "properties": {"kind": "district", "name": f"D{n}"}} for n in (1, 2)
    ]  # fmt: skip
    found = told_flows()
    found["flows"].append({"origin": 2, "destination": 1, "trips": 10})
    told = flows.flow_shapes(found, cells, [0, 0, 3, 1], 1, EN)
    lines = [one for one in told["shapes"]["features"] if one["geometry"].get("coordinates")]
    assert [one["properties"]["id"] for one in lines] == ["2-1", "1-2"]
    assert [one["properties"]["width"] for one in lines] == [3.75, 9.0]
    assert lines[1]["geometry"]["coordinates"][0] == [1.5, 0.5]
