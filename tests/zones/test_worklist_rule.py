"""What is allowed of a single vehicle where permits limit shares, and what came of actions."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count

import pytest

from zones.permits.limits import Limit
from zones.worklist.actions import Action, Handling, Status, What
from zones.worklist.allowed import Rules, Terms
from zones.worklist.rule import Finding, Reason, Row

DAY_S, DAY = 86_400, date(2026, 3, 15)
_number = count(1)


def limit(indicator: str, value: float, form: str | None = None, zone: str | None = None) -> Limit:
    return Limit(
        next(_number), "GM1", "swift", 1, form, zone, indicator, "maximum", value, "%", 0, 0.9,
        None, None, date(2026, 1, 1), False, "A. Official", datetime(2026, 1, 1, tzinfo=UTC), "17",
    )  # fmt: skip


def days(*limits: Limit, form: str = "moped") -> float:
    return Rules.of(limits, DAY, Terms(days=4)).parked("swift", form).seconds / DAY_S


@pytest.mark.parametrize(
    ("limits", "allowed"),
    [
        ([], 4),
        ([limit("permit_parked_over_1_day", 35), limit("permit_parked_over_7_days", 5)], 7),
        ([limit("permit_parked_over_14_days", 0), limit("permit_parked_over_3_days", 0)], 3),
        ([limit("permit_parked_over_1_day", 0), limit("permit_parked_over_7_days", 9, "moped")], 7),
        ([limit("permit_parked_over_1_day", 0, "bicycle")], 4),
        ([limit("permit_parked_over_1_day", 0, zone="hub/H1")], 4),
        ([replace(limit("permit_parked_over_1_day", 0), effective_from=date(2027, 1, 1))], 4),
        ([replace(limit("permit_parked_over_1_day", 0), withdrawn=True)], 4),
        ([limit("permit_out_of_order_over_1_day", 0)], 4),
    ],
)  # fmt: skip
def test_the_limit_that_allows_the_fewest_tells_what_is_too_long(
    limits: list[Limit], allowed: float
) -> None:
    assert days(*limits) == allowed


def finding(reason: Reason, sure: bool, observed: float, possible: float) -> Finding:
    allowed_s = 0 if reason is Reason.no_parking else DAY_S
    return Finding(reason, sure, 0, int(observed * DAY_S), int(possible * DAY_S), allowed_s)


def test_beside_a_certain_reason_a_possible_one_gives_no_points() -> None:
    sure = finding(Reason.no_parking, True, 2, 3)
    maybe = finding(Reason.too_long, False, 0.5, 9)
    assert Row(1, 0, (sure, maybe)).points == 10 + 2
    assert Row(1, 0, (maybe,)).points == 2 + 8


def test_any_certain_row_stands_before_a_possible_one() -> None:
    low = Row(1, 0, (finding(Reason.too_long, True, 1, 1),))
    high = Row(2, 0, (finding(Reason.no_parking, False, 0, 99),))
    assert sorted([high, low], key=lambda row: row.rank) == [low, high]


def done(*acts: str) -> list[Action]:
    return [
        Action(1, n, What(what), "T" if what == "assigned" else None, "n", "A", False, n * 3600)
        for n, what in enumerate(acts, 1)
    ]


@pytest.mark.parametrize(
    ("acts", "seen_h", "status", "assignee"),
    [
        ((), 1, Status.open, None),
        (("noted",), 1, Status.open, None),
        (("assigned", "noted"), 3, Status.assigned, "T"),
        (("assigned", "handled"), 25, Status.handled, "T"),
        (("assigned", "handled"), 26, Status.still_there, "T"),
        (("handled", "noted"), 25, Status.still_there, None),
        (("handled", "reopened"), 99, Status.open, None),
        (("handled", "assigned"), 99, Status.assigned, "T"),
    ],
)
def test_what_came_of_actions(
    acts: tuple[str, ...], seen_h: int, status: Status, assignee: str | None
) -> None:
    found = Handling.of(done(*acts), seen_h * 3600, 24 * 3600)
    assert (found.status, found.assignee) == (status, assignee)
