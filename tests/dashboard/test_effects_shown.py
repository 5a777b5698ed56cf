"""What a module put in force as a reader sees it, in a real browser: on the map, at a hub."""

from collections.abc import Iterator
from datetime import date, time

import pytest
from playwright.sync_api import expect

from stoep.contract import Basis
from stoep.settings import Settings
from stoep.vocabulary import AreaKind
from tests.dashboard.conftest import Open, serving
from tests.worlds import World, at, drawing
from tests.zones.test_module_rounds import drawn as module_drawn
from zones.modules.effects import EffectKind, Wish, set_effect
from zones.modules.facts import Question
from zones.modules.running import run_for
from zones.modules.setting import switch_on

ZONE = "Europe/Amsterdam"
WHO = ("A. Official", "council decision 1")
SAYS = "from stoep.contract import *\ndef strand(facts, p):\n    return Label(Answer.yes)"


@pytest.fixture
def site(address: str, drawn: World) -> Iterator[str]:
    """A hub of 2 places holds 3 today, and so tomorrow; a square is closed tomorrow from 10 on."""
    with drawing(address) as world:
        hub = world.area(AreaKind.hub, "square", 4.3015, 52.0745, 4.3065, 52.0755,
                         municipality="town", capacity=2)  # fmt: skip
        world.area(AreaKind.no_parking, "P", 4.311, 52.071, 4.312, 52.072, municipality="town")
        connection, module = world.connection, module_drawn("strand", SAYS)
        full = Wish(EffectKind.capacity, date(2026, 3, 15), *WHO, area="hub/square", value=1.5)
        shut = Wish(
            EffectKind.zone, date(2026, 3, 16), *WHO, area="no_parking/P", hours_from=time(10),
            hours_until=time(22),
        )  # fmt: skip
        for wish in (full, shut):
            set_effect(connection, module, "town", wish, at("13 12:00"))
        for day, when in ((15, "14 17:30"), (16, "15 17:30")):
            held = switch_on(connection, module, "town", {}, [], *WHO, at(when))
            asked = Question("town", ZONE, [date(2026, 3, day)], Basis.expected, at(when))
            assert run_for(connection, module, held, asked).ok
        connection.execute("update open_stay set areas = areas || %s where feed_id = 1", [hub])
    with serving(address, Settings()) as url:
        yield url


def test_the_first_page_tells_what_is_otherwise_today_and_tomorrow(visit: Open) -> None:
    said = visit().locator("#now-answer")
    expect(said).to_contain_text("Vandaag Getekend: capaciteit × 1,5 in één hub.")
    expect(said).to_contain_text("Morgen Getekend: capaciteit × 1,5 in één hub; de zone geldt")
    english = visit("?lang=en").locator("#now-answer")
    expect(english).to_contain_text("Today Drawn: capacity × 1.5 at one hub.")


def test_a_past_moment_tells_of_its_own_day(visit: Open) -> None:
    said = visit("?moment=2026-03-14T12:00Z").locator("#now-answer")
    expect(said.locator("h1")).to_contain_text("14 mrt")
    expect(said).not_to_contain_text("Getekend")


def test_a_hub_shows_its_places_of_the_day_and_why(visit: Open) -> None:
    page = visit("?lang=en", path="/hubs")
    row = page.locator("#hubs-table tr", has_text="Square")
    expect(row).to_contain_text("Drawn: capacity × 1.5")
    page.get_by_role("button", name="Square").first.click()
    expect(page.locator("#hubs-detail .rule")).to_have_text("Drawn: capacity × 1.5")
