"""Purpose, owner and review date of each number and of each proposal, over HTTP."""

import httpx

from api.answers import IndicatorProposals, Indicators
from api.app import create_app
from stoep.settings import Settings
from tests.api.checks import told
from tests.api.conftest import NOWHERE, serving
from zones.registry.proposals import FOLDER

FAR = 4_000_000_000.0
"""A day in the year 2096."""


def test_proposals_come_with_all_that_they_must_say(away: httpx.Client) -> None:
    found = told(away.get("/indicator-proposals"), IndicatorProposals)
    assert [one["id"] for one in found["proposals"]] == sorted(
        file.stem for file in FOLDER.glob("*.toml")
    )
    assert found["refused"] == []
    by = {one["id"]: one for one in found["proposals"]}
    assert by["free_pavement"]["decision"]["nl"].startswith("Niet doen.")
    assert by["addresses_near_hub"]["decision"] is None
    assert not any(one["overdue"] for one in found["proposals"])


def test_a_review_that_is_past_is_told_as_overdue(away: httpx.Client) -> None:
    now = told(away.get("/indicators"), Indicators)["indicators"]
    assert not any(one["overdue"] for one in now)
    with serving(create_app(Settings(), NOWHERE, clock=lambda: FAR)) as later:
        assert all(
            one["overdue"] for one in told(later.get("/indicators"), Indicators)["indicators"]
        )
        proposals = later.get("/indicator-proposals").json()["proposals"]
    assert {one["state"] for one in proposals if one["overdue"]} == {"proposed"}
