"""Municipality and operator see the same: the numbers about an operator, byte by byte."""

import pytest

from tests.api.people.cast import Cast
from tests.api.people.test_disputes import limit  # noqa: F401
from tests.worlds import World

OF_SWIFT = {"operator": "swift"}
WEEK = {"municipality": "GM1", "from": "2026-03-13"}
ROW = {"municipality": "GM1", "operator": "swift", "indicator": "permit_fleet"}
ASKED = {
    "/vehicles": {**OF_SWIFT, "limit": "1000"},
    "/indicators/vehicles_parked/map": {"kind": "municipality", **OF_SWIFT},
    "/long-parked": {"area": "1", "days": "1", **OF_SWIFT},
    "/permits/board": {**WEEK, **OF_SWIFT},
    "/permits/course": {**ROW, "from": "2026-03-13"},
    "/permits/verdict": {**ROW, "day": "2026-03-14"},
    "/permits/limits": {"municipality": "GM1", **OF_SWIFT},
    "/feeds/swift": {},
    "/feeds/swift/polls": {},
    "/mandates/delivery": {**WEEK, **OF_SWIFT},
    "/reports/operator": {**WEEK, **OF_SWIFT, "to": "2026-03-15"},
}


@pytest.mark.usefixtures("limit")
@pytest.mark.parametrize("path", ASKED)
def test_both_are_told_the_same_bytes(cast: Cast, towns: World, path: str) -> None:
    noor = cast.account(cast.organisation("municipality", "GM1"), "officer", "Noor")
    sam = cast.account(cast.organisation("operator", "swift"), "officer", "Sam")
    told = []
    for who in (noor, sam):
        with who.asking() as client:
            answer = client.get(path, params=ASKED[path])
            assert answer.status_code == 200, answer.text
            told.append(answer.content)
    assert told[0] == told[1]
