"""Each number says what it is for, who answers for it and until when; so does each proposal."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from zones.registry import INDICATORS, Text
from zones.registry.entry import BadIndicator
from zones.registry.proposals import FOLDER, NAMES, BadProposal, read_proposal, read_proposals

TODAY = datetime.now(UTC).date()
ANY = next(iter(INDICATORS.values()))
GOOD = FOLDER / "free_pavement.toml"
"""It has all that a proposal can have."""


@pytest.mark.parametrize("entry", INDICATORS.values(), ids=lambda entry: entry.id)
def test_a_number_has_a_purpose_an_owner_and_a_review_to_come(entry: object) -> None:
    """Whoever reads this when it fails: look at the number again, then move its day."""
    assert entry.policy_goal.nl.strip()  # type: ignore[attr-defined]
    assert entry.owner.strip()  # type: ignore[attr-defined]
    assert not entry.is_overdue(TODAY), "its review is overdue"  # type: ignore[attr-defined]


def test_a_number_without_a_purpose_or_an_owner_is_refused() -> None:
    with pytest.raises(BadIndicator, match=r"lacks owner"):
        replace(ANY, owner=" ")
    with pytest.raises(BadIndicator, match=r"lacks policy_goal\.nl"):
        replace(ANY, policy_goal=Text(nl="", en="why"))


def test_a_review_is_overdue_from_the_day_after_it() -> None:
    assert not ANY.is_overdue(ANY.review_date)
    assert ANY.is_overdue(ANY.review_date + timedelta(days=1))


def test_every_proposal_of_ours_is_whole_and_looked_at_in_time() -> None:
    found, refused = read_proposals()
    assert [str(one) for one in refused] == []
    assert len(found) >= 3
    assert [one.id for one in found if one.is_overdue(TODAY)] == []
    assert {one.state for one in found} >= {"proposed", "declined"}


@pytest.mark.parametrize("name", sorted(NAMES))
def test_a_proposal_that_lacks_something_is_refused_by_name(tmp_path: Path, name: str) -> None:
    text = GOOD.read_text()
    if f"[{name}]" in text:
        head, _, rest = text.partition(f"[{name}]")
        _, bracket, after = rest.partition("\n[")
        text = head + (f"[{after}" if bracket else "")
    else:
        text = "\n".join(line for line in text.splitlines() if not line.startswith(f"{name} ="))
    file = tmp_path / "mine.toml"
    file.write_text(text)
    with pytest.raises(BadProposal, match=rf"mine\.toml lacks .*`{name}`"):
        read_proposal(file)


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ('state = "declined"', 'state = "maybe"', "lacks a `state`"),
        ("review_date = 2027-11-01", 'review_date = "soon"', "lacks `review_date`, a day"),
        ('owner = "Stoep maintainers"', 'owner = " "', "lacks `owner`"),
        ('owner = "Stoep maintainers"', 'owner = "a"\nboss = "b"', "has `boss`"),
        ("[title]", "[title", "cannot be read"),
        ('en = "Seeing', 'fr = "Seeing', r"lacks `purpose\.en`"),
    ],
)
def test_a_bad_proposal_is_refused_and_the_others_stay(
    tmp_path: Path, was: str, becomes: str, says: str
) -> None:
    (tmp_path / "good.toml").write_text(GOOD.read_text())
    (tmp_path / "wrong.toml").write_text(GOOD.read_text().replace(was, becomes, 1))
    found, [refused] = read_proposals(tmp_path)
    assert [one.id for one in found] == ["good"]
    with pytest.raises(BadProposal, match=says):
        raise refused
    assert "wrong.toml" in refused.sentence


def test_what_is_declined_is_never_overdue() -> None:
    declined = read_proposal(GOOD)
    assert not declined.is_overdue(date(2099, 1, 1))
    assert read_proposal(FOLDER / "addresses_near_hub.toml").is_overdue(date(2099, 1, 1))
