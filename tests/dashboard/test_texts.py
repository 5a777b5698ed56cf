"""Every text is there in both languages, is used, and says all names that the vocabulary has."""

import re
from pathlib import Path
from string import Formatter

import pytest

from dashboard.pages import PAGES
from dashboard.words import LANGUAGES, texts
from stoep.vocabulary import AreaKind, FormFactor, PollOutcome, StartReason, VehicleState

CODE = "\n".join(
    path.read_text() for path in sorted((Path(__file__).parents[2] / "dashboard").rglob("*.py"))
)
KEYS = set(texts("nl"))
NAMED = {f"{page.name}.{part}" for page in PAGES for part in ("nav", "title", "about")}
SPOKEN = NAMED | set(re.findall(r'"([a-z]+\.[a-z_0-9]+)"', CODE))
BEGINNINGS = tuple(re.findall(r"""f["']([a-z]+\.[a-z_]*)\{""", CODE))


def test_both_languages_have_the_same_texts() -> None:
    assert set(texts("en")) == KEYS


def test_every_text_is_used() -> None:
    assert {key for key in KEYS - SPOKEN if not key.startswith(BEGINNINGS)} == set()


def test_every_text_that_is_used_is_there() -> None:
    parts = {key.split(".")[0] for key in KEYS}
    assert {key for key in SPOKEN if key.split(".")[0] in parts} - KEYS == set()
    assert [b for b in BEGINNINGS if not any(key.startswith(b) for key in KEYS)] == []


def test_a_text_asks_for_the_same_values_in_both_languages() -> None:
    def asked(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    nl, en = texts("nl"), texts("en")
    assert {key for key in KEYS if asked(nl[key]) != asked(en[key])} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_vocabulary_has_a_text(language: str) -> None:
    spoken = texts(language)
    for part, names in (
        ("outcome", PollOutcome),
        ("form", FormFactor),
        ("state", VehicleState),
        ("kind", AreaKind),
        ("start", StartReason),
    ):
        assert {name for name in names if f"{part}.{name}" not in spoken} == set()


def test_no_text_was_forgotten_to_translate() -> None:
    nl, en = texts("nl"), texts("en")
    same = {key for key in KEYS if nl[key] == en[key]}
    told = {key for key in same if re.search("[A-Za-z]{2}", re.sub(r"\{.*?\}", "", nl[key]))}
    assert told <= {
        "kind.hub",
        "own.col_feed",
        "service.col_feed",
        "rules.col_was",
        "disputes.of_feed",
        "disputes.aside",
        "disputes.status_open",
        "map.area_density",
        "density.col_density",
        "common.minutes",
        "compare.unit_density",
        "ownarea.km2",
        "feeds.col_docked",
        "page.menu",
        "modules.nav",
        "modules.version",
        "modules.about_contact",
        "hubs.nav",
        "growth.col_hub",
        "hubs.col_hub",
        "hubstate.open",
        "zones.col_zone",
        "zones.nav",
        "flows.days_weekend",
        "flows.weekend",
    }
