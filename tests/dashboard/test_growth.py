"""Which hubs should grow: the most needed first, never out of too little that was seen."""

from typing import Any

from dashboard.pages.hubs.growth import ranked, section
from dashboard.words import Words

EN = Words("en", "Europe/Amsterdam")


def hub(number: int, name: str, places: int) -> dict[str, Any]:
    return {"area": number, "name": name, "capacity": places, "forms": []}


def course(*shares: float | None, coverage: float = 1.0) -> dict[str, Any]:
    line = {"key": "all", "values": [*shares], "coverage": [coverage] * len(shares)}
    edges = [f"2026-03-01T{hour:02}:00:00Z" for hour in range(len(shares) + 1)]
    return {"series": [line], "edges": edges}


HUBS = [hub(1, "Quay", 10), hub(2, "Mill", 20), hub(3, "Gate", 10), hub(4, "Dark", 10)]
COURSES = [
    course(1.2, 1.2, 1.2, 0.5),
    course(1.5, 1.5, 0.9, 0.5),
    course(0.9, 0.9, 0.9, 0.9),
    course(2.0, None, None, None),
]


def test_the_one_that_lacks_the_most_places_comes_first() -> None:
    growing, unseen = ranked(HUBS, COURSES, EN)
    assert [(one.name, one.use.needed, one.more) for one in growing] == [
        ("Mill", 31, 11),
        ("Quay", 13, 3),
    ]
    assert unseen == 1


def test_it_is_told_in_a_sentence_with_how_sure_that_is() -> None:
    sentence = str(section(*ranked(HUBS, COURSES, EN), EN)[0])
    assert "Mill lacks the most places: it has 20 and needed 31." in sentence
    assert "for 50.0 % of the time (coverage 100 %)" in sentence
    assert "Of no hub it is sure" in str(section([], 1, EN)[0])
