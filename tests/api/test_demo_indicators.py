"""Every indicator of the registry has a number in the demo's city, with coverage and a receipt.

A local day without any outage, Sunday 15 March 2026, lived through real feeds; it is just over.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest

from api.app import create_app
from demo.city import layers
from stoep.cli.demo_mandate import seed_duties
from stoep.cli.demo_permits import MUNICIPALITY, count_history, seed_limits
from stoep.cluster import Cluster
from stoep.settings import Settings
from stoep.store.connect import pool as make_pool
from tests.api.conftest import serving
from tests.lived import START, live_through
from zones.areas import import_areas
from zones.registry import INDICATORS

DAY_S = 86_400
FROM_S, NOW_S = START + 11 * DAY_S + 22 * 3600, START + 13 * DAY_S
DAY = "2026-03-15"
PERIOD = "from=2026-03-14T23:00:00Z&to=2026-03-15T23:00:00Z"
SERIES = "/indicators/{id}/series?area={city}&step=day&" + PERIOD
ZILT = "&operator=zilt"
OF_A_HUB = "/indicators/{id}/series?area={hub}&step=day&" + PERIOD
MANDATE = "/mandates/delivery?municipality={code}&from=2026-03-15&to=2026-03-16"
QUESTIONS = {
    "time_above_limit": SERIES + "&limit=1",
    "hot_spots": "/hot-spots?area={city}&least=2&radius=50",
    "hub_occupancy": OF_A_HUB,
    "over_capacity_time": OF_A_HUB,
    "flows": "/flows?grid=district&" + PERIOD,
    "feed_freshness": "/feeds",
    # With an operator whose ids change among them, all together prove no movement.
    "arrivals": SERIES + ZILT,
    "departures": SERIES + ZILT,
    "net_balance": SERIES + ZILT,
    "rentals": SERIES + ZILT,
    "rentals_per_vehicle": SERIES + ZILT,
    "worklist": "/worklist?area={city}",
    "mandate_delivered": MANDATE,
    "mandate_freshness": MANDATE,
} | {
    name: "/permits/verdict?municipality={code}&operator=zilt&indicator={id}&day=" + DAY
    for name, entry in INDICATORS.items()
    if entry.group == "permits"
}
UNKNOWN = {
    "flows": "a block of working days or of a weekend is told a day after it is over",
}
"""What one day of the demo cannot tell, and why: null, never 0."""


@dataclass(frozen=True)
class Lived:
    """The API over the day that was lived through, and what it is asked about."""

    client: httpx.Client
    names: dict[str, Any]

    def ask(self, indicator: str) -> dict[str, Any]:
        """The answer to the question about an indicator."""
        question = QUESTIONS.get(indicator, SERIES).format(id=indicator, **self.names)
        answer = self.client.get(question)
        assert answer.status_code == 200, answer.text
        content: dict[str, Any] = answer.json()
        return content


@pytest.fixture(scope="module")
def lived(cluster: Cluster, migrated: str) -> Iterator[Lived]:
    """The demo's city after a day, with its areas and its permits."""
    cluster.create("demo_indicators", template=migrated)
    address = cluster.address("demo_indicators")
    with make_pool(address) as pool:
        with pool.connection() as connection:
            for kind, path in layers():
                import_areas(
                    connection,
                    path,
                    kind,
                    code="code",
                    name="name",
                    municipality="municipality",
                    capacity="capacity",
                    valid_from=datetime.fromtimestamp(START, UTC),
                    source="demo",
                )
        live_through(pool, FROM_S, NOW_S)
        with pool.connection() as connection:
            seed_limits(connection, date(2026, 3, 1), datetime.fromtimestamp(START, UTC))
            seed_duties(connection, date(2026, 3, 1), datetime.fromtimestamp(START, UTC))
            count_history(connection, "Europe/Amsterdam", NOW_S)
            rows = dict(
                connection.execute(
                    "select kind, min(id) from area where kind in ('municipality', 'hub')"
                    " and (capacity is not null or kind = 'municipality') group by 1"
                ).fetchall()
            )
    names = {"city": rows["municipality"], "hub": rows["hub"], "code": MUNICIPALITY}
    with serving(create_app(Settings(), address, clock=lambda: NOW_S)) as client:
        yield Lived(client, names)
    cluster.drop("demo_indicators")


@pytest.mark.parametrize("indicator", sorted(INDICATORS.keys() - UNKNOWN.keys()))
def test_it_has_a_number_with_its_coverage(lived: Lived, indicator: str) -> None:
    content = lived.ask(indicator)
    numbers = _numbers(content, indicator)
    assert any(value is not None for value, _ in numbers), content
    assert all(0 <= coverage <= 1 for _, coverage in numbers)
    assert all(coverage > 0 for value, coverage in numbers if value is not None)


@pytest.mark.parametrize("indicator", sorted(INDICATORS.keys() - {"feed_freshness"}))
def test_its_receipt_comes_to_the_same(lived: Lived, indicator: str) -> None:
    got = lived.client.get(f"/receipts/{lived.ask(indicator)['receipt']}").json()
    assert got["same"], got.get("why") or got


@pytest.mark.parametrize("indicator", UNKNOWN)
def test_what_a_day_cannot_tell_is_null(lived: Lived, indicator: str) -> None:
    numbers = _numbers(lived.ask(indicator), indicator)
    assert all(value is None for value, _ in numbers)


def _numbers(content: dict[str, Any], indicator: str) -> list[tuple[float | None, float]]:
    """Values of an answer, each with its coverage."""
    if "duties" in content:
        days = [
            d for row in content["duties"] if row["indicator"] == indicator for d in row["days"]
        ]
        return [(day["lower"], day["coverage"]) for day in days]
    if indicator == "worklist":
        return [(content["count"], content["coverage"])]
    if "series" in content:
        return [
            pair
            for line in content["series"]
            for pair in zip(line["values"], line["coverage"], strict=True)
        ]
    if "feeds" in content and indicator == "feed_freshness":
        return [(feed["age_s"], feed["coverage"]["day"]) for feed in content["feeds"]]
    if indicator == "hot_spots":
        return [(spot["vehicles"], content["coverage"]) for spot in content["spots"]]
    if indicator == "flows":
        return [(flow["trips"], content["coverage"]) for flow in content["flows"]]
    return [(content["lower"], content["coverage"])]
