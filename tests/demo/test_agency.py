"""What the pushing operator sends is the truth, once, and goes on after it could not send."""

import json
from collections import defaultdict
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, ClassVar
from uuid import UUID

import httpx
import numpy as np

from demo import agency
from demo.operators import OPERATORS
from demo.pusher import Sender
from demo.world import World
from ingest.pushed.timeline import Word, stays_of

DAY_S = 86_400
START = 1_772_496_000
[SCHELP] = [operator for operator in OPERATORS if operator.pushes]


@cache
def world() -> World:
    return World(7, START)


def words(items: list[dict[str, Any]]) -> dict[str, list[Word]]:
    found: dict[str, list[Word]] = defaultdict(list)
    for item in items:
        place = item.get("location") or {}
        found[item["device_id"]].append(
            Word(
                item["timestamp"] / 1000,
                UUID(item["event_id"]),
                item["vehicle_state"],
                "trip_end" in item["event_types"],
                place.get("lng"),
                place.get("lat"),
            )
        )
    return found


def test_its_events_tell_the_truth() -> None:
    """Who stands after a day, by the events, stands there in truth; nobody stands twice."""
    told = agency.where_they_stand(world(), SCHELP, START) + agency.events(
        world(), SCHELP, START, START + DAY_S
    )
    open_stays = [
        stay for spoken in words(told).values() for stay in stays_of(spoken) if stay.end_s is None
    ]
    there = world().standing(SCHELP.key, START + DAY_S)
    truth = world().truth(SCHELP.key, START + DAY_S)
    assert len(open_stays) == len(there)
    lon = sorted(stay.place[0] for stay in open_stays)
    assert np.abs(np.array(lon) - np.sort(truth["lon"][there])).max() < 0.001


def test_every_event_comes_once_however_the_day_is_cut() -> None:
    whole = agency.events(world(), SCHELP, START, START + DAY_S)
    parts = [
        item
        for hour in range(24)
        for item in agency.events(world(), SCHELP, START + hour * 3600, START + (hour + 1) * 3600)
    ]
    assert sorted(e["event_id"] for e in parts) == sorted(e["event_id"] for e in whole)
    assert len({e["event_id"] for e in whole}) == len(whole) > 500


def test_a_trip_lies_between_two_stays_of_one_vehicle() -> None:
    trips = agency.trips(world(), SCHELP, START, START + DAY_S)
    assert len(trips) > 300
    assert all(trip["duration"] >= 90 for trip in trips)
    assert len({trip["trip_id"] for trip in trips}) == len(trips)


class Moody(BaseHTTPRequestHandler):
    """Refuses two of five requests, and keeps what is in the others."""

    asked = 0
    taken: ClassVar[list[str]] = []

    def do_POST(self) -> None:
        items = json.loads(self.rfile.read(int(self.headers["content-length"])))
        Moody.asked += 1
        if Moody.asked % 5 > 1:
            self.taken.extend(item["event_id"] for item in items if "event_id" in item)
            self.send_response(201)
        else:
            self.send_response(503)
        self.end_headers()

    def log_message(self, *told: object) -> None:
        """Says nothing."""


def test_what_could_not_be_sent_is_sent_later() -> None:
    """A server that refuses now and then gets everything nevertheless."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Moody)
    Thread(target=server.serve_forever, daemon=True).start()
    with httpx.Client(base_url=f"http://127.0.0.1:{server.server_port}", trust_env=False) as http:
        sender = Sender(world(), SCHELP, http, START)
        sent = [sender.send(START + 60 * minute) for minute in range(1, 121)]
    server.shutdown()
    assert 10 < sum(sent) < 110
    expected = {e["event_id"] for e in agency.events(world(), SCHELP, START, sender.since_s)}
    assert expected <= set(Moody.taken)
    assert len(expected) > 20
