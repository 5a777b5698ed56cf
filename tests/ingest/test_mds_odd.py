"""MDS as nobody foresaw it: whatever a field holds, it is read or refused."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ingest.refusal import Refusal
from tests.ingest.mds_bodies import about, older, page, read

PARTS = (
    "device_id",
    "vehicle_type",
    "propulsion_types",
    "last_vehicle_state",
    "vehicle_state",
    "last_event",
    "last_event_time",
    "last_event_location",
    "last_telemetry",
    "current_location",
    "location",
    "timestamp",
    "coordinates",
    "geometry",
    "lat",
    "lng",
)
anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**400), 10**400)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["NaN", "1e999", "available", "on_trip", "a", "", "2026-01-01T00:00:00Z"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(sorted({*PARTS, "x"})), inner, max_size=4)
    ),
    max_leaves=10,
)
odd_rows = st.lists(
    st.dictionaries(st.sampled_from(PARTS), anything, max_size=6) | anything, max_size=5
)


@hypothesis_settings(max_examples=400, deadline=None)
@given(about=odd_rows, placed=odd_rows | anything, head=anything, wrapped=st.booleans())
def test_whatever_a_field_holds_it_is_read_or_refused(
    about: Any, placed: Any, head: Any, wrapped: bool
) -> None:
    vehicles = page("vehicles", about, at=head, ttl=head, wrapped=wrapped, links=head)
    status_page = page("vehicles_status", placed, version=head, wrapped=wrapped)
    try:
        snapshot = read([vehicles], [status_page])
    except Refusal as refusal:
        assert refusal.sentence
    else:
        assert np.isfinite(snapshot.lon).all()
        assert np.isfinite(snapshot.lat).all()
        assert snapshot.listed == len(snapshot) + sum(snapshot.dropped.values())


@pytest.mark.parametrize("state", [["available"], {"state": "available"}, 7, True])
def test_a_state_that_is_no_word_is_an_unknown_state(state: Any) -> None:
    rows = [older(f"g{n}") for n in range(20)] + [older("x", state)]
    assert read([page("vehicles", rows)]).dropped == {"unknown_state": 1}


def test_an_empty_list_of_places_is_an_empty_list() -> None:
    vehicles = page("vehicles", [about(f"v{n}") for n in range(60)])
    snapshot = read([vehicles], [page("vehicles_status", [])])
    assert (len(snapshot), snapshot.listed, snapshot.dropped) == (0, 0, {})
