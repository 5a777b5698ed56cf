"""Every indicator of the registry answers, with coverage and a receipt that holds.

Of real recordings: two days of the national list of shared bicycles, in the districts of The Hague.
These lists are 25 minutes to hours apart, so that much is unknown: null with a reason, never 0.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from psycopg import Connection

from api.app import create_app
from ingest.record import Recorder
from ingest.replay import replay
from stoep.cluster import Cluster
from stoep.settings import Settings
from stoep.store.connect import pool as make_pool
from stoep.vocabulary import AreaKind, Duty
from tests.api.conftest import serving
from zones.areas import import_areas
from zones.cells import fold_feed
from zones.mandate import setting as duties
from zones.mandate.duties import unit_of
from zones.permits.count import count_due
from zones.permits.setting import Wish, set_limit
from zones.registry import INDICATORS

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
LAST = 1_772_900_000
"""7 March 2026, 16:13 UTC."""
PERIOD = "from=2026-03-06T00:00:00Z&to=2026-03-07T16:00:00Z"
SERIES = "/indicators/{id}/series?area={area}&step=day&" + PERIOD
MANDATE = "/mandates/delivery?municipality={city}&from=2026-03-06&to=2026-03-07"
QUESTIONS = {
    "time_above_limit": [SERIES + "&limit=100"],
    "hot_spots": ["/hot-spots?area={area}&least=2", "/hot-spots/lasting?area={area}&" + PERIOD],
    "long_parked": [SERIES, "/long-parked?area={area}"],
    "worklist": ["/worklist?area={area}"],
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
    "mandate_delivered": [MANDATE],
    "mandate_freshness": [MANDATE],
} | {
    name: ["/permits/verdict?municipality={city}&operator={operator}&indicator={id}&day=2026-03-06"]
    for name, entry in INDICATORS.items()
    if entry.group == "permits"
}
"""How each number is asked; a course over time, where nothing else is said."""


@dataclass(frozen=True)
class Replayed:
    """The API over the recordings, and the busiest district with its city and operator."""

    client: httpx.Client
    area: int
    city: str
    operator: str

    def ask(self, question: str, indicator: str) -> httpx.Response:
        """The answer to a question about the busiest district."""
        names = {"id": indicator, "area": self.area, "city": self.city, "operator": self.operator}
        return self.client.get(question.format(**names))


@pytest.fixture(scope="module")
def replayed(cluster: Cluster, migrated: str, shared: Path) -> Iterator[Replayed]:
    """The API of a database in which the recordings were replayed."""
    cluster.create("every_indicator", template=migrated)
    address = cluster.address("every_indicator")
    with make_pool(address) as connections:
        with connections.connection() as connection:
            _draw(connection, shared / "data/boundaries")
        folder = shared / "data/feeds/nl_deelmobiliteit"
        files = [folder / f"bikes_2026-03-0{day}.csv.gz" for day in (6, 7)]
        replay(Recorder(connections, "secret"), files, lambda recorded, outcome: None)
        with connections.connection() as connection:
            for (feed,) in connection.execute("select id from feed").fetchall():
                fold_feed(connection, feed)
            count_due(connection, "Europe/Amsterdam", LAST)
            busiest = connection.execute(
                "select d.id, d.municipality, p.key from open_stay s"
                " join area d on d.kind = 'district' and d.id = any(s.areas)"
                " join feed f on f.id = s.feed_id join operator p on p.id = f.operator_id"
                " group by 1, 2, 3 order by count(*) desc, 1 limit 1",
            ).fetchone()
            assert busiest is not None
            wish = Wish(
                busiest[1], busiest[2], "permit_fleet", 100_000, "vehicles", date(2026, 3, 1),
                "a test", "any number would keep it",
            )  # fmt: skip
            set_limit(connection, wish, datetime.fromtimestamp(LAST, UTC))
            _ask_of(connection, busiest[1], busiest[2])
    with serving(create_app(Settings(), address, clock=lambda: LAST)) as client:
        yield Replayed(client, *busiest)
    cluster.drop("every_indicator")


def _ask_of(connection: Connection[Any], city: str, operator: str) -> None:
    """The operator owes all that can be owed, and little of it."""
    for duty in Duty:
        value = 3600.0 if duty is Duty.freshness else 0.01
        ground = ("a regulation", "a test", "any number would keep it")
        since = date(2026, 3, 1)
        owes = duties.Wish(city, operator, duty, value, unit_of(duty), since, *ground)
        duties.set_duty(connection, owes, datetime.fromtimestamp(LAST, UTC))


def _draw(connection: Connection[Any], folder: Path) -> None:
    """The cities and their districts, as CBS draws them."""
    known = {"code": "code", "name": "name", "valid_from": LONG_AGO, "source": "CBS 2022"}
    cities, districts = "demo_gemeenten_2022.geojson", "demo_wijken_2022_5cities.geojson"
    import_areas(connection, folder / cities, AreaKind.municipality, **known)  # type: ignore[arg-type]
    import_areas(
        connection,
        folder / districts,
        AreaKind.district,
        municipality="gemeente_code",
        **known,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("indicator", INDICATORS)
def test_it_answers_with_coverage_and_a_receipt_that_holds(
    replayed: Replayed, indicator: str
) -> None:
    for question in QUESTIONS.get(indicator, [SERIES]):
        answer = replayed.ask(question, indicator)
        assert answer.status_code == 200, answer.text
        content = answer.json()
        assert "coverage" in str(content)
        if question == "/feeds":
            continue
        got = replayed.client.get(f"/receipts/{content['receipt']}").json()
        assert got["same"], got.get("why") or got


def test_what_real_recordings_cannot_prove_is_null(replayed: Replayed) -> None:
    """Lists further apart than five minutes cover nothing between them (rule R5)."""
    lines = replayed.ask(SERIES, "clutter_load").json()["series"]
    assert all(line["values"] == [None] * len(line["values"]) for line in lines)
    assert all(reason for line in lines for reason in line["reasons"])


def test_of_a_day_without_evidence_nobody_complies(replayed: Replayed) -> None:
    """A limit that any number would keep: what was not seen is no proof of that."""
    got = replayed.ask(QUESTIONS["permit_fleet"][0], "permit_fleet").json()
    assert got["verdict"] == "not_enough_data"


def test_lists_hours_apart_prove_no_delivery_and_no_failure_of_it(replayed: Replayed) -> None:
    """All that these lists tell is small against what lies between them, which nobody looked at."""
    got = replayed.ask(MANDATE, "mandate_delivered").json()
    assert {row["duty"] for row in got["duties"]} == set(Duty)
    verdicts = {row["duty"]: row["days"][0]["verdict"] for row in got["duties"]}
    assert "complies" not in verdicts.values()
    assert verdicts["availability"] == "not_enough_data"
