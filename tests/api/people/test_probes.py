"""Cross-tenant probes, a part of what `bench/probes` asks; and that it would see a leak."""

from typing import Any

import pytest
from psycopg import Connection

from api.evidence import SQL
from api.intake.keys import Pusher
from api.permissions import RULES, SEEN_STAY
from bench import probes
from bench.probes import version_1


def test_nobody_gets_what_is_anothers(address: str) -> None:
    found = probes.probe(address, every=4)
    print(f"{found['tried']} probes")
    assert found["leaked"] == 0, found["detail"][:20]
    assert found["tried"] >= 1_000


def test_a_route_without_a_rule_and_one_that_is_open_are_seen(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = dict(RULES)
    del without["GET", "/worklist"]
    monkeypatch.setattr(version_1, "RULES", without)
    monkeypatch.setattr("api.permit.RULES", without)
    monkeypatch.setattr(
        "api.reading.asks_rows", lambda rule, request: rule is not SEEN_STAY and rule is not None
    )
    monkeypatch.setattr(version_1, "ONLY", ("/worklist", "/vehicles/{id}"))
    found = probes.probe(address)
    told = "\n".join(found["detail"])
    assert "GET /worklist has no rule" in told
    assert "/vehicles/" in told


def test_a_concept_that_is_told_to_all_is_seen(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = SQL["ogc_zones"].replace(
        b"publish_on <= to_timestamp(%(now)s) and active_from", b"kind"
    )
    assert without != SQL["ogc_zones"]
    monkeypatch.setitem(SQL, "ogc_zones", without)
    monkeypatch.setattr(version_1, "ONLY", ("/me",))
    told = "\n".join(probes.probe(address)["detail"])
    assert "/ogc/collections/{collection}/items/{feature} 7" in told
    assert "tells only the town knows" in told


def test_a_vehicle_that_is_told_to_another_operator_is_seen(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def vehicles(connection: Connection[Any], pusher: Pusher, one: str | None) -> list[Any]:
        query = b"select device_id::text as device_id from push_vehicle"
        told = [device for (device,) in connection.execute(query)]
        return [device for device in told if one in (None, device)]

    monkeypatch.setattr("api.intake.routes.vehicles", vehicles)
    monkeypatch.setattr(version_1, "ONLY", ("/me",))
    told = "\n".join(probes.probe(address)["detail"])
    assert "own hears of more" in told
    assert "GET /mds/vehicles/{one}" in told
