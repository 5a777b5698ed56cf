"""What happened to a feed, in sentences: each cause has its own, and none blames vehicles."""

from typing import Any

import pytest

from dashboard.pages.feeds.story import story
from dashboard.words import LANGUAGES, Words
from stoep.gap_cause import CAUSES
from stoep.vocabulary import EVIDENCE, PollOutcome


def words(language: str = "en") -> Words:
    return Words(language, "Europe/Amsterdam")


def gap(**more: Any) -> dict[str, Any]:
    told = {"from": "2026-03-14T01:00:00Z", "to": "2026-03-14T07:00:00Z", "seconds": 21_600}
    return {**told, "outcomes": {}, "explained": [], **more}


def feed(**more: Any) -> dict[str, Any]:
    quiet = {"id_policy": "stable", "format": "gbfs", "gaps": [], "doubles": [], "corrections": []}
    return {**quiet, **more}


def test_all_well_is_no_story() -> None:
    assert story(feed(), words()) == []
    assert story(feed(gaps=[gap(seconds=300)]), words()) == []


def test_an_outage_is_no_departure() -> None:
    [told] = story(feed(gaps=[gap(outcomes={"http_error": 70, "ok": 1})]), words())
    assert told == (
        "From Sat 14 Mar 02:00 to 08:00 (6 hours) the operator's server gave no answer."
        " Nobody counts as gone, and that time does not count as parked."
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("outcome", sorted(set(PollOutcome) - EVIDENCE))
def test_every_outcome_has_a_sentence(outcome: str, language: str) -> None:
    [told] = story(feed(gaps=[gap(outcomes={outcome: 3})]), words(language))
    assert told[0].isupper()
    assert told.endswith(".")


def test_the_cause_of_most_polls_is_told() -> None:
    told = story(feed(gaps=[gap(outcomes={"suspect_mass": 5, "timeout": 1})]), words())
    assert "suddenly missing" in told[0]
    assert set(CAUSES) <= set(PollOutcome)


def test_silence_of_who_pushes_is_not_ours() -> None:
    assert "sent nothing" in story(feed(format="agency", gaps=[gap()]), words())[0]
    assert "Stoep itself" in story(feed(gaps=[gap()]), words())[0]


def test_what_the_operator_said_stands_beside_it() -> None:
    told = story(feed(gaps=[gap(outcomes={"timeout": 1}, explained=["New server."])]), words())
    assert told[0].endswith("The operator says: New server.")


def test_doubles_corrections_and_rotation_are_told_newest_first() -> None:
    doubles = {"from": "2026-03-12T01:00:00Z", "to": "2026-03-13T01:00:00Z", "most": 12}
    correction = {
        "made_at": "2026-03-14T09:00:00Z",
        "from": "2026-03-14T06:30:00Z",
        "to": "2026-03-14T09:00:00Z",
        "events": 44,
        "stays": 32,
    }
    told = story(
        feed(id_policy="rotating", doubles=[doubles], corrections=[correction]), words("nl")
    )
    assert [("wisselen" in told[0]), ("44 meldingen" in told[1]), ("12 voertuigen" in told[2])] == [
        True,
        True,
        True,
    ]
