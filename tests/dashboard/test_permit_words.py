"""Charts and sentences of permits, without a browser: gaps stay gaps, and null is never 0."""

from datetime import date
from typing import Any

from dashboard import palette
from dashboard.pages.permits import history, sentences
from dashboard.pages.permits.asked import Window, window
from dashboard.pages.permits.charts import course_chart
from dashboard.pages.permits.names import Names, interval
from dashboard.pages.permits.verdicts import LOOKS
from dashboard.parts.theme import Theme
from dashboard.view import View
from dashboard.words import Words

NL = Words("nl", "Europe/Amsterdam")
EN = Words("en", "Europe/Amsterdam")
SHOWN = Window(date(2026, 11, 20), date(2026, 11, 23))
NAMES = Names({"zilt": "Zilt"}, {"permit_fleet": "Voertuigen"}, ())
COURSE: dict[str, Any] = {
    "operator": "zilt",
    "form": "all",
    "zone": None,
    "indicator": "permit_fleet",
    "unit": "vehicles",
    "bound": "maximum",
    "verdicts": ["complies", "does_not_comply", "not_enough_data", None],
    "lower": [740, 788, None, 700],
    "upper": [745, 790, None, None],
    "limits": [750, 750, 750, None],
    "margins": [5, -38, None, None],
    "coverage": [1, 0.99, 0, 0.5],
    "reasons": [None, None, "no_evidence", None],
}


def test_the_sentence_says_who_by_how_much_and_how_sure() -> None:
    assert sentences.broke(COURSE, SHOWN, NAMES, NL) == (
        "Zilt zat op 1 van 3 dagen boven de 750 voertuigen; "
        "het meest op za 21 nov: zeker 38 te veel (dekking 99,0 %)."
    )


def test_a_worst_day_that_is_not_alone_says_so() -> None:
    two = COURSE | {
        "verdicts": ["does_not_comply"] * 2 + ["complies", "does_not_comply"],
        "margins": [-38, -38, 1, -3],
    }
    assert "het meest op za 21 nov en nog een dag: zeker 38" in sentences.broke(
        two, SHOWN, NAMES, NL
    )
    three = two | {"margins": [-38, -38, 1, -38]}
    assert "most on Mon 23 Nov and 2 other days: surely 38" in sentences.broke(
        three, SHOWN, NAMES, EN
    )


def test_of_two_as_bad_the_one_that_goes_wrong_more_often_comes_first() -> None:
    def row(operator: str, indicator: str, broken: int) -> dict[str, Any]:
        told = {"operator": operator, "indicator": indicator, "does_not_comply": broken}
        return COURSE | told | {"not_enough_data": 0}

    rows = [row("duin", "permit_fleet", 7), row("zilt", "permit_least", 2),
            row("zilt", "permit_fleet", 7), row("rust", "permit_fleet", 0)]  # fmt: skip
    assert [(one["operator"], one["does_not_comply"]) for one in sentences.worst_first(rows)] == [
        ("zilt", 7), ("zilt", 2), ("duin", 7), ("rust", 0),
    ]  # fmt: skip


def test_a_day_without_a_number_is_a_gap_with_its_reason() -> None:
    figure = course_chart(COURSE, SHOWN.days, NL, Theme(), None)
    traces: dict[str, list[Any]] = {}
    for trace in figure.data:
        traces.setdefault(trace.name, []).append(trace)
    assert sorted(x for bars in traces["certain"] for x in bars.x) == [0, 1, 3]
    assert all(bars.y[0] > 0 for bars in traces["certain"])
    assert list(traces["gap"][0].x) == [2]
    assert "geen gegevens van die tijd" in traces["pointer"][0].text[2]
    assert list(traces["limit"][0].y) == [750] * 6 + [None] * 2
    assert figure.layout.yaxis.range[0] == 0


def test_an_interval_is_told_as_it_is_known() -> None:
    assert interval(None, None, "vehicles", NL) == "geen getal"
    assert interval(3, None, "vehicles", NL) == "3 of meer"
    assert interval(0, 2, "vehicles", NL) == "0 tot 2"
    assert interval(2, 2, "vehicles", NL) == "2"


def test_the_period_is_of_days_that_are_over() -> None:
    today = date(2026, 11, 24)
    assert len(window(View(more={"days": "28"}), today).days) == 28
    assert window(View(more={"days": "3"}), today).days[-1] == "2026-11-23"
    told = window(View(first="2026-11-20", last="2026-12-31"), today)
    assert told == SHOWN
    assert window(View(first="2026-12-01", last="2026-12-31"), today).days == ["2026-11-23"]


def test_verdicts_are_told_apart_by_sign_and_seen_on_both_grounds() -> None:
    assert len({look.sign for look in LOOKS}) == len({look.name for look in LOOKS}) == len(LOOKS)
    for look in LOOKS:
        assert palette.contrast(look.colour(dark=False), palette.CARD) >= 4.5
        assert palette.contrast(look.colour(dark=True), palette.CARD_DARK) >= 4.5


def test_many_limits_are_folded_but_those_of_the_chosen_operator() -> None:
    def limit(number: int, operator: str) -> dict[str, Any]:
        return {
            "id": number, "operator": operator, "form": "all", "indicator": f"number_{number}",
            "zone": None, "value": 3, "unit": "vehicles", "bound": "maximum", "season": None,
            "coverage_needed": 0.9, "effective_from": "2026-03-01", "set_by": "A. Official",
            "why": "permit 17", "withdrawn": False, "set_at": "2026-03-01T12:00:00Z",
        }  # fmt: skip

    names = Names({"zilt": "Zilt", "duin": "Duin"}, {}, ())
    held = [limit(n, "zilt" if n % 3 else "duin") for n in range(1, history.FEW + 2)]

    def folds(limits: list[dict[str, Any]], operator: str | None = None) -> dict[str, bool]:
        parts = history.limits(limits, limits, names, EN, operator)
        [by_operator] = [one for one in parts if getattr(one, "id", "") == "permits-in-force"]
        return {one.children[0].children: one.open for one in by_operator.children}

    assert folds(held) == {"Duin: 3 limits": False, "Zilt: 6 limits": False}
    assert folds(held, "zilt") == {"Duin: 3 limits": False, "Zilt: 6 limits": True}
    assert folds(held[:3]) == {"Duin: 1 limit": True, "Zilt: 2 limits": True}
