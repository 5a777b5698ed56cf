"""What the card of a feed says beside its numbers."""

import pytest

from dashboard.pages.feeds.cards import card
from dashboard.words import Words
from tests.dashboard.test_docked import plain_feed

CHANGED = {"was": "MDS 1.2.0", "became": "MDS 2.0.0", "since": "2026-03-15T09:00:00Z"}


@pytest.mark.parametrize(
    ("language", "also", "says"),
    [
        ("en", [], "MDS 2.0.0, no longer MDS 1.2.0. Stoep reads it."),
        ("en", ["Gust", "Veer"], "The same change was made by Gust and Veer"),
        ("nl", ["Gust", "Veer"], "Dezelfde verandering was er bij Gust en Veer"),
    ],
)
def test_f24_another_format_is_said_in_a_sentence(
    language: str, also: list[str], says: str
) -> None:
    words = Words(language, "Europe/Amsterdam")
    assert says in str(card(plain_feed(changed=CHANGED | {"also": also}), words))
    assert "MDS" not in str(card(plain_feed(), words))
