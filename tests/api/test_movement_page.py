"""What docs/movement.md names is there: its questions are answered, its reasons are the code's."""

import re
from typing import Any

import httpx
import pytest

from stoep.settings import Settings
from stoep.vocabulary import AreaKind
from tests.conftest import ROOT
from tests.worlds import World
from zones import feed_quality, kept, measure, profile
from zones.cells import fold_feed
from zones.movement import rentals, verdict
from zones.registry import INDICATORS

PAGE = (ROOT / "docs/movement.md").read_text()
QUESTIONS = re.findall(r"^curl '[^']*/v1(/[^']+)'", PAGE, re.MULTILINE)


def test_the_page_has_questions() -> None:
    assert len(QUESTIONS) == 5


@pytest.mark.parametrize("question", QUESTIONS)
def test_each_question_of_the_page_is_answered(
    client: httpx.Client, world: World, question: str
) -> None:
    world.area(AreaKind.district, "west", 4.30, 52.10, 4.32, 52.11)
    world.feed("swift", ("14 08:00", "15 12:00"))
    world.stands("swift", 4.305, 52.105, "14 09:00", areas=(1,))
    fold_feed(world.connection, 1)
    answer: dict[str, Any] = client.get(question).json()
    assert answer.get("unit"), answer


def test_the_reasons_of_the_page_are_those_of_the_code() -> None:
    told = set(re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE))
    ours = {measure.NO_EVIDENCE, measure.NOT_YET, measure.NOT_IN_FORCE}
    ours |= {verdict.IDS_ROTATE, verdict.LOW_COVERAGE, kept.PAST_KEEPING}
    ours |= {rentals.NOT_TOLD, rentals.FORM_NOT_TOLD, rentals.BY_DAY, rentals.BY_DISTRICT}
    assert told == ours | {rentals.NO_VEHICLES, profile.NOT_IN_PERIOD}


def test_the_numbers_about_feeds_are_all_on_the_page() -> None:
    assert set(feed_quality.QUALITY) <= set(re.findall(r"`(feed_\w+)`", PAGE))
    assert set(feed_quality.QUALITY) <= set(INDICATORS)


def test_the_settings_of_flows_are_in_order() -> None:
    settings = Settings()
    assert settings.flow_k_own < settings.flow_k
