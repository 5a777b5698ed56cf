"""Bodies made to exhaust, and times to live that mean nothing."""

from dataclasses import replace

import pytest

from ingest.clock import ClockWatch
from ingest.feed import NETHERLANDS
from ingest.gbfs import Limits, read_json, read_vehicles
from ingest.judge import LONGEST_TTL_S, SHORTEST_TTL_S, TOLERANCE_S, gap_limit_s, judge
from ingest.mds import read_vehicles as read_mds
from ingest.refusal import Refusal, StaleFeed
from stoep.vocabulary import FormFactor, Propulsion
from tests.ingest.gbfs_bodies import T0
from tests.ingest.worlds import listing

BIKE = (FormFactor.bicycle, Propulsion.human)
LIMITS = Limits(1000, NETHERLANDS)
DEEP, DIGITS = 100_000, b"9" * 5000
ODD = {
    "deep lists": b'{"data": {"bikes": ' + b"[" * DEEP + b"]" * DEEP + b"}}",
    "deep objects": b'{"data":' * DEEP + b"1" + b"}" * DEEP,
    "deep, and never closed": b'{"data": {"bikes": ' + b"[" * DEEP,
    "a number of 5,000 digits": b'{"data": {"bikes": [{"bike_id": "a", "lat": %b}]}}'
    % (b"9" * 5000),
    "a time of 5,000 digits": b'{"last_updated": %b, "data": {"bikes": []}}' % (b"9" * 5000),
    "an exponent": b'{"data": {"bikes": [{"bike_id": "a", "lat": 1e999, "lon": 4}]}}',
}


@pytest.mark.parametrize("body", ODD.values(), ids=ODD)
def test_f8_depth_and_digits_are_refused_or_read_and_never_crash(body: bytes) -> None:
    for read in (
        lambda: read_vehicles(body, LIMITS, BIKE),
        lambda: read_mds(b'{"vehicles": [%b], "status": []}' % body, LIMITS, BIKE),
        lambda: read_json(body),
    ):
        try:
            read()
        except Refusal as refusal:
            assert len(refusal.sentence) < 500


@pytest.mark.parametrize(
    ("ttl_s", "fresh_s"),
    [
        (None, 60 + TOLERANCE_S),
        (0, 60 + TOLERANCE_S),
        (1, SHORTEST_TTL_S + TOLERANCE_S),
        (60, 60 + TOLERANCE_S),
        (1800, 1800 + TOLERANCE_S),
        (10**9, LONGEST_TTL_S + TOLERANCE_S),
    ],
)
def test_f23_a_time_to_live_is_believed_within_reason(ttl_s: int | None, fresh_s: int) -> None:
    """0 means our own rhythm; years mean an hour; a gap is never longer than five minutes."""

    def judged(age_s: int) -> int:
        snapshot = replace(listing({"a": 0.0}, T0 - age_s), ttl_s=ttl_s)
        return judge(snapshot, None, T0, 60, ClockWatch())

    assert judged(fresh_s) == T0 - fresh_s
    with pytest.raises(StaleFeed):
        judged(fresh_s + 1)
    assert gap_limit_s(60, ttl_s) <= 300


def test_f23_a_negative_time_to_live_is_none() -> None:
    body = b'{"last_updated": 1772000000, "ttl": -5, "data": {"bikes": []}}'
    assert read_vehicles(body, LIMITS, BIKE).ttl_s is None
