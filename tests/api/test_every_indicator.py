"""Every indicator of the registry answers, with coverage and a receipt that holds.

Of real recordings: two days of the national list of shared bicycles, in the districts of The Hague.
These lists are 25 minutes to hours apart, so that much is unknown: null with a reason, never 0.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.app import create_app
from ingest.record import Recorder
from ingest.replay import replay
from stoep.cluster import Cluster
from stoep.settings import Settings
from stoep.store.connect import pool as make_pool
from stoep.vocabulary import AreaKind
from tests.api.conftest import serving
from zones.areas import import_areas
from zones.cells import fold_feed
from zones.registry import INDICATORS

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
LAST = 1_772_900_000
"""7 March 2026, 16:13 UTC."""
PERIOD = "from=2026-03-06T00:00:00Z&to=2026-03-07T16:00:00Z"
SERIES = "/indicators/{id}/series?area={area}&step=day&" + PERIOD
QUESTIONS = {
    "time_above_limit": [SERIES + "&limit=100"],
    "hot_spots": ["/hot-spots?area={area}&least=2", "/hot-spots/lasting?area={area}&" + PERIOD],
    "long_parked": [SERIES, "/long-parked?area={area}"],
    "vehicles_parked": [
        SERIES,
        "/indicators/{id}/map?kind=district",
        "/indicators/{id}/map?kind=district&" + PERIOD,
        "/counting-methods?area={area}&day=2026-03-06",
        "/indicators/{id}/profile?area={area}&" + PERIOD,
    ],
    "arrivals": [SERIES, "/indicators/{id}/map?kind=district&" + PERIOD],
    "flows": ["/flows?grid=district&" + PERIOD],
    "feed_freshness": ["/feeds"],
}
"""How each number is asked; a course over time, where nothing else is said."""


@pytest.fixture(scope="module")
def replayed(cluster: Cluster, migrated: str, shared: Path) -> Iterator[tuple[httpx.Client, int]]:
    """The API of a database in which the recordings were replayed, and a district's number."""
    cluster.create("every_indicator", template=migrated)
    address = cluster.address("every_indicator")
    folder = shared / "data/feeds/nl_deelmobiliteit"
    with make_pool(address) as connections:
        with connections.connection() as connection:
            made = import_areas(
                connection,
                shared / "data/boundaries/demo_wijken_2022_5cities.geojson",
                AreaKind.district,
                code="code",
                name="name",
                valid_from=LONG_AGO,
                source="CBS 2022",
            )
        files = [folder / f"bikes_2026-03-0{day}.csv.gz" for day in (6, 7)]
        replay(Recorder(connections, "secret"), files, lambda recorded, outcome: None)
        with connections.connection() as connection:
            for (feed,) in connection.execute("select id from feed").fetchall():
                fold_feed(connection, feed)
            busiest = connection.execute(
                "select a from open_stay, unnest(areas) a where a = any(%s)"
                " group by a order by count(*) desc, a limit 1",
                [made.ids],
            ).fetchone()
    assert busiest is not None
    with serving(create_app(Settings(), address, clock=lambda: LAST)) as client:
        yield client, busiest[0]
    cluster.drop("every_indicator")


@pytest.mark.parametrize("indicator", INDICATORS)
def test_it_answers_with_coverage_and_a_receipt_that_holds(
    replayed: tuple[httpx.Client, int], indicator: str
) -> None:
    client, area = replayed
    for question in QUESTIONS.get(indicator, [SERIES]):
        answer = client.get(question.format(id=indicator, area=area))
        assert answer.status_code == 200, answer.text
        content = answer.json()
        assert "coverage" in str(content)
        if question == "/feeds":
            continue
        got = client.get(f"/receipts/{content['receipt']}").json()
        assert got["same"], got.get("why") or got


def _values(content: dict[str, Any]) -> list[Any]:
    return [value for line in content.get("series", []) for value in line["values"]]


def test_what_real_recordings_cannot_prove_is_null(replayed: tuple[httpx.Client, int]) -> None:
    """Lists further apart than five minutes cover nothing between them (rule R5)."""
    client, area = replayed
    got = client.get(SERIES.format(id="clutter_load", area=area)).json()
    values = _values(got)
    assert values == [None] * len(values)
    assert all(reason for line in got["series"] for reason in line["reasons"])
