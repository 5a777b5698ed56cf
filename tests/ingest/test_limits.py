"""Bodies made to exhaust, and times to live that mean nothing."""

import subprocess
import sys
from dataclasses import replace

import pytest

from ingest.clock import ClockWatch
from ingest.feed import NETHERLANDS
from ingest.gbfs import Limits, read_json, read_vehicles
from ingest.judge import LONGEST_TTL_S, SHORTEST_TTL_S, TOLERANCE_S, gap_limit_s, judge
from ingest.mds import read_vehicles as read_mds
from ingest.refusal import Refusal, StaleFeed, TooLarge
from stoep.vocabulary import FormFactor, Propulsion
from tests.conftest import ROOT
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


MILLION = {
    "vehicles as they should be": ("gbfs", '{"bike_id":"%d","lat":52.1,"lon":4.3}'),
    "places as text": ("gbfs", '{"bike_id":"%d","lat":"52","lon":4}'),
    "nothing at all": ("gbfs", "{}"),
    "lists": ("gbfs", "[]"),
    "vehicles of MDS": ("mds", '{"device_id":"%d"}'),
}
READ_A_MILLION = """
import resource, sys
from ingest.gbfs import Limits, read_vehicles
from ingest.mds import bundle, read_vehicles as read_mds
from ingest.refusal import TooLarge
from stoep.vocabulary import FormFactor, Propulsion

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

format, row = sys.argv[1:]
body = bytearray(b'{"last_updated":1772000000,"data":{"bikes":[' if format == "gbfs" else
                 b'{"last_updated":1772000000,"vehicles":[')
for number in range(1_000_000):
    body += (row % number if "%" in row else row).encode() + b","
body[-1:] = b"]}}" if format == "gbfs" else b"]}"
body = bytes(body) if format == "gbfs" else bundle([bytes(body)], [])
before = peak()
limits, kind = Limits(200_000, (3, 50, 8, 54)), (FormFactor.bicycle, Propulsion.human)
try:
    (read_vehicles if format == "gbfs" else read_mds)(body, limits, kind)
except TooLarge:
    print(peak() - before)
"""


@pytest.mark.parametrize(("format", "row"), MILLION.values(), ids=MILLION)
def test_f8_a_million_vehicles_are_refused_before_they_fill_the_memory(
    format: str, row: str
) -> None:
    """In a process of its own, whose highest use of memory nobody else has moved."""
    done = subprocess.run(
        [sys.executable, "-c", READ_A_MILLION, format, row],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout, "not refused as too large"
    assert int(done.stdout) < 60, "mebibytes more than the body itself"


def test_f8_a_list_of_what_are_no_vehicles_is_refused_by_its_length() -> None:
    numbers = b",".join([b"1"] * 2000)
    with pytest.raises(TooLarge, match="more than 1000"):
        read_vehicles(b'{"data": {"bikes": [%b]}}' % numbers, LIMITS, BIKE)
    with pytest.raises(TooLarge, match="more than 1000"):
        read_mds(b'{"vehicles": [{"vehicles": [%b]}], "status": []}' % numbers, LIMITS, BIKE)


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
