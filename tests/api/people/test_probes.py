"""Cross-tenant probes, a part of what `bench/probes.py` asks; and that it would see a leak."""

import pytest

from api.permissions import RULES, SEEN_STAY
from bench import probes


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
    monkeypatch.setattr(probes, "RULES", without)
    monkeypatch.setattr("api.permit.RULES", without)
    monkeypatch.setattr(
        "api.reading.asks_rows", lambda rule, request: rule is not SEEN_STAY and rule is not None
    )
    monkeypatch.setattr(probes, "ONLY", ("/worklist", "/vehicles/{id}"))
    found = probes.probe(address)
    told = "\n".join(found["detail"])
    assert "GET /worklist has no rule" in told
    assert "/vehicles/" in told
