"""Areas found by name."""

from stoep.vocabulary import AreaKind
from zones.names import Named, found, plain

AREAS = [
    Named(1, AreaKind.neighbourhood, "Zuiderpark"),
    Named(2, AreaKind.district, "Zuiderpark"),
    Named(3, AreaKind.hub, "Plein Zuid"),
    Named(4, AreaKind.neighbourhood, "Nieuw-Zuid"),
    Named(5, AreaKind.neighbourhood, "Café-eiland"),
    Named(6, AreaKind.neighbourhood, "Bezuidenhout"),
]


def numbers(asked: str, most: int = 10) -> list[int]:
    return [area.area for area in found(AREAS, asked, most)]


def test_the_beginning_goes_before_a_word_and_a_word_before_the_middle() -> None:
    assert numbers("zuid") == [2, 1, 4, 3, 6]
    assert numbers("zuid", 2) == [2, 1]


def test_the_whole_name_goes_first() -> None:
    areas = [Named(1, AreaKind.district, "Strand Noord"), Named(2, AreaKind.hub, "Strand")]
    assert [area.area for area in found(areas, "strand", 5)] == [2, 1]


def test_accents_capitals_and_hyphens_do_not_matter() -> None:
    assert plain("  Café-Eiland ") == "cafe eiland"
    assert numbers("CAFE eiland") == numbers("café-ei") == [5]
    assert numbers("nieuw zuid") == [4]


def test_nothing_is_found_by_nothing() -> None:
    assert numbers("") == numbers(" - ") == numbers("'; drop table area") == []
