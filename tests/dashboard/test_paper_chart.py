"""Charts for paper: the unknown has no length, the partly known is hatched, names are text."""

from xml.etree import ElementTree

from dashboard.parts.paper_chart import Mark, bars, columns

SVG = "{http://www.w3.org/2000/svg}"
NASTY = '<script>alert("x")</script>&'


def drawn(svg: str) -> tuple[list[ElementTree.Element], list[str]]:
    """The marks of a chart (without the hatching itself), and its texts."""
    root = ElementTree.fromstring(svg)
    marks = root.findall(f"{SVG}rect")
    return marks, [one.text or "" for one in root.findall(f"{SVG}text")]


def test_the_longest_bar_fills_the_room_and_the_others_are_in_proportion() -> None:
    marks, texts = drawn(bars([Mark("north", 40.0, "40"), Mark("south", 10.0, "10")]))
    wide = [float(one.attrib["width"]) for one in marks]
    assert wide[0] == 4 * wide[1] > 0
    assert texts == ["north", "40", "south", "10"]


def test_what_is_not_known_has_no_length_and_says_so() -> None:
    marks, texts = drawn(columns([Mark("1-3", None, "?", 0.0), Mark("2-3", 0.0, "0")]))
    assert [float(one.attrib["height"]) for one in marks] == [0, 0]
    assert "?" in texts
    assert "0" in texts


def test_what_is_partly_covered_is_hatched() -> None:
    marks, _ = drawn(columns([Mark("1-3", 5.0, "5", 0.5), Mark("2-3", 5.0, "5", 1.0)]))
    assert [one.attrib["fill"].startswith("url") for one in marks] == [True, False]


def test_an_axis_begins_at_zero_and_ends_above_the_highest() -> None:
    _, texts = drawn(columns([Mark("1-3", 2199.0, "2.199")]))
    assert texts[:1] == ["0"]
    assert "4000" in texts


def test_names_are_text_whatever_they_are() -> None:
    _, texts = drawn(bars([Mark(NASTY, 1.0, "1")]))
    assert texts[0] == NASTY


def test_nothing_at_all_is_an_empty_chart() -> None:
    for chart in (bars([]), columns([])):
        assert drawn(chart)[0] == []
