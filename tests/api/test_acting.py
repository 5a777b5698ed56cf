"""Where nobody may act, nothing can be changed over HTTP, whatever it is."""

import httpx
import pytest

from api.app import create_app
from stoep.settings import Settings
from tests.api.checks import refused
from tests.api.conftest import NOW, serving

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[4.3, 52.1], [4.31, 52.1], [4.31, 52.11], [4.3, 52.1]]],
}
BY = "A. Official"
CHANGES = {
    "/zones/drawings": {
        "kind": "hub", "municipality": "GM1", "name": "Plein", "geometry": SQUARE, "by": BY,
    },
    "/zones/1/actions": {"what": "committed", "by": "A. Official", "after": 1},
    "/worklist/1/actions": {"what": "handled", "by": "A. Official"},
    "/permits/decisions": {
        "municipality": "GM1", "operator": "swift", "indicator": "permit_fleet", "value": 4,
        "unit": "vehicles", "from": "2026-04-01", "by": "A. Official", "why": "decision 1",
    },
    "/modules/1/settings": {
        "municipality": "GM1", "enabled": True, "by": BY, "why": "council decision 1",
    },
    "/disputes": {
        "operator": "swift", "municipality": "GM1", "indicator": "permit_fleet",
        "day": "2026-03-14", "words": "w", "by": BY,
    },
    "/disputes/1/answers": {"words": "w", "by": BY, "after": 1},
    "/disputes/1/decision": {"what": "dismissed", "words": "w", "by": BY, "after": 1},
    "/permits/limits/1/withdrawal": {"from": "2026-04-01", "by": BY, "why": "decision 2"},
}  # fmt: skip
UPLOAD = "/zones/uploads"
OF_PEOPLE = {
    *("/provider-journeys", "/sessions/provider"),
    *("/sessions", "/sessions/demo", "/sign-outs", "/invitation-checks", "/accounts"),
    *("/memberships", "/organisations", "/organisations/1/invitations", "/organisations/1/roles"),
    *("/organisations/1/endings", "/organisations/1/keys", "/push-keys", "/push-keys/endings"),
}
"""Who signs in, and who belongs to what: of no use where people do not sign in."""
SIGNED = {"/notices/unsubscriptions/{token}"}
"""Who holds the signed link of a message may end the messages to them, whoever else may act."""
HARMLESS = {"/areas/check", "/what-if", "/areas/series", "/feed-checks", "/modules/1/trials"}
"""They are POST for what they carry; nothing of it is kept but a trial of a feed."""


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("path", CHANGES)
def test_where_nobody_acts_nothing_is_changed(address: str, path: str) -> None:
    with serving(create_app(Settings(acting="nobody"), address, clock=lambda: NOW)) as client:
        problem = refused(client.post(path, json=CHANGES[path]), 403)
        assert "STOEP_ACTING=anyone" in problem["remedy"]


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("path", ["/disputes", "/disputes/1"])
def test_where_nobody_acts_no_dispute_is_read(address: str, path: str) -> None:
    with serving(create_app(Settings(acting="nobody"), address, clock=lambda: NOW)) as client:
        refused(client.get(path), 403)


@pytest.mark.usefixtures("world")
def test_nor_does_a_file_change_anything(address: str) -> None:
    with serving(create_app(Settings(acting="nobody"), address, clock=lambda: NOW)) as client:
        asked = {"municipality": "GM1", "by": "A. Official"}
        sent: httpx.Response = client.post(
            UPLOAD, params=asked, content=b"{}", headers={"Content-Type": "application/geo+json"}
        )
        refused(sent, 403)


def test_every_path_that_takes_something_is_in_this_list(address: str) -> None:
    """A new one is asked for who acts, or is harmless by name."""
    with serving(create_app(Settings(), address)) as client:
        paths = client.get("/openapi.json").json()["paths"]
    posts = {
        path.removeprefix("/v1").replace("{id}", "1")
        for path, can in paths.items()
        if "post" in can
    }
    assert posts == {*CHANGES, UPLOAD, *HARMLESS, *SIGNED, *OF_PEOPLE}
