"""Which two are compared and what is said of them, without a browser."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from dashboard.pages.compare import parts, sentences
from dashboard.pages.compare.two import (
    Days,
    Two,
    around_changes,
    asked,
    days_of,
    presets,
    read_two,
    usual,
)
from dashboard.view import View
from dashboard.words import Words

NL, EN = (Words(language, "Europe/Amsterdam") for language in ("nl", "en"))
SUNDAY = date(2026, 3, 15)
NOW = int(datetime(2026, 3, 15, 12, 20, tzinfo=UTC).timestamp())
NAMES = {"zilt": "Zilt", "veer": "Veer"}


def days(first: str, last: str) -> Days:
    return Days(date.fromisoformat(first), date.fromisoformat(last))


def side(value: float | None, coverage: float = 1.0) -> dict[str, Any]:
    return {"value": value, "coverage": coverage, "reason": None}


def pair(one: float | None, other: float | None, reason: str | None = None) -> dict[str, Any]:
    known = reason is None and one is not None and other is not None
    return {
        "one": side(one),
        "other": side(other),
        "difference": other - one if known and one is not None and other is not None else None,
        "reason": reason,
    }


def found(whole: dict[str, Any], **areas: dict[str, Any]) -> dict[str, Any]:
    return {
        "indicator": "parked_density",
        "parts": [{"group": "none", "key": "all", "name": "all", **whole}],
        "areas": [
            {"area": n, "code": name, "name": name.title(), "area_m2": 1e6, **one}
            for n, (name, one) in enumerate(areas.items(), start=1)
        ],
    }


def test_the_usual_two_are_the_last_seven_days_and_those_before() -> None:
    assert usual(SUNDAY).days == (
        days("2026-03-01", "2026-03-07"),
        days("2026-03-08", "2026-03-14"),
    )


def test_presets_are_what_their_names_say() -> None:
    two = {one.key: one.two for one in presets(SUNDAY, NOW, NL)}
    assert two["saturday"].days == (
        days("2026-03-07", "2026-03-07"),
        days("2026-03-14", "2026-03-14"),
    )
    assert two["week"].days == (days("2026-03-02", "2026-03-08"), days("2026-03-09", "2026-03-15"))
    assert two["now"].moments == (NOW - 7 * 86_400, NOW)


@pytest.mark.parametrize("two", [one.two for one in presets(SUNDAY, NOW, NL)])
def test_the_address_brings_the_two_back(two: Two) -> None:
    view = View().with_(**two.parameters)
    read = read_two(view, SUNDAY, NOW)
    assert (read.how, read.days) == (two.how, two.days)
    if two.moments:
        assert read.moments is not None
        assert [at // 60 for at in read.moments] == [at // 60 for at in two.moments]


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2026-03-09..", "2026-03-09..2026-03-01", "x..y"]
)
def test_what_cannot_be_read_is_as_usual(text: str) -> None:
    view = View().with_(a=text, b="2026-03-01")
    assert read_two(view, SUNDAY, NOW) in (usual(SUNDAY), read_two(view, SUNDAY, NOW))
    assert days_of("2026-03-16", "2026-03-17", SUNDAY) is None
    assert days_of("2024-01-01", "2026-03-01", SUNDAY) is None


def test_a_period_that_goes_on_cuts_off_both_at_the_same_time_of_day() -> None:
    two = Two(days=(days("2026-03-02", "2026-03-08"), days("2026-03-09", "2026-03-15")))
    about = asked(two, NOW, EN)
    assert about.question["otherTo"] == "2026-03-15T12:15:00Z"
    assert about.question["to"] == "2026-03-08T12:15:00Z"
    assert about.until == "13:20"


def test_periods_that_are_over_are_whole_local_days() -> None:
    """29 March is a day of 23 hours."""
    two = Two(days=(days("2026-03-22", "2026-03-22"), days("2026-03-29", "2026-03-29")))
    about = asked(two, NOW + 40 * 86_400, NL)
    assert about.question["otherFrom"] == "2026-03-28T23:00:00Z"
    assert about.question["otherTo"] == "2026-03-29T22:00:00Z"
    assert (about.one, about.until) == ("zondag 22 mrt", None)


def zone(**told: str | None) -> dict[str, Any]:
    usual = {"name": "Strand", "active_from": None, "retire_on": None}
    return {"id": 7, "properties": usual | told}


def test_before_and_after_a_zone_changed_are_equally_long() -> None:
    [began] = around_changes([zone(active_from="2026-03-11T23:00:00Z")], SUNDAY, NL)
    assert began.name == "Strand ging in op 12 mrt"
    assert began.two.days == (
        days("2026-03-09", "2026-03-11"),
        days("2026-03-12", "2026-03-14"),
    )
    [ended] = around_changes([zone(retire_on="2026-02-01T12:00:00Z")], SUNDAY, EN)
    assert (ended.name, [d.number for d in ended.two.days or ()]) == (
        "Strand ended on 1 Feb",
        [7, 7],
    )
    assert around_changes([zone(active_from="2026-03-15T06:00:00Z")], SUNDAY, NL) == []


def test_a_difference_is_said_with_both_numbers() -> None:
    told = found(pair(22.04, 24.5))
    assert sentences.whole(told, "Town", "toen", "nu", NAMES, NL) == (
        "Town: 22,0 per km² in ‘toen’ en 24,5 in ‘nu’, een verschil van +2,5."
    )
    same = sentences.whole(found(pair(22.04, 22.01)), "Town", "toen", "nu", NAMES, NL)
    assert same.endswith("Dat is gelijk gebleven.")


def test_what_is_no_difference_says_why() -> None:
    told = found(pair(22.0, 24.5, "feeds_differ: veer"))
    said = sentences.whole(told, "Town", "then", "now", NAMES, EN)
    assert said.endswith(
        "Whether that is a difference cannot be said: not of the same operators:"
        " Veer does not count in one of both."
    )
    assert "+2.5" not in said


def test_where_it_changed_and_where_that_cannot_be_said() -> None:
    told = found(
        pair(1.0, 2.0),
        dune=pair(3.0, 10.0),
        port=pair(9.0, 1.5),
        mill=pair(2.0, 2.0),
        lane=pair(5.0, None, "no_evidence: zilt"),
    )
    assert sentences.areas(told, "neighbourhood", NAMES, NL) == [
        "Erbij kwam het meest in Dune (+7,0).",
        "Eraf ging het meest in Port (−7,5).",
        "Van 1 van de 4 gebieden is het verschil niet te zeggen (geen gegevens van Zilt).",
    ]


def test_the_map_tells_the_sign_as_well_as_the_colour() -> None:
    told = found(pair(1.0, 2.0), dune=pair(3.0, 14.0), lane=pair(5.0, 6.0, "seen_too_little"))
    borders = [{"id": n, "geometry": {"type": "Point", "coordinates": [4, 52]}} for n in (1, 2)]
    drawn = parts.difference_map(told, borders, "neighbourhood", [4, 52, 5, 53], None, NL)
    first, second = (one["properties"] for one in drawn["shapes"]["features"])
    assert (first["class"], first["label"]) == ("more_much", "+11,0")
    assert (second["class"], second["label"]) == ("unsaid", "?")


@pytest.mark.parametrize(
    ("difference", "kind"),
    [(-12.0, "less_much"), (-2.0, "less"), (1.9, "even"), (2.0, "more"), (10.0, "more_much")],
)
def test_classes_go_from_much_less_to_much_more(difference: float, kind: str) -> None:
    assert parts.class_of(difference, "neighbourhood") == kind
    assert parts.class_of(None, "neighbourhood") == "unsaid"
