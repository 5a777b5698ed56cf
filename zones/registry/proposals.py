"""Numbers that somebody proposes, a file each in `proposed/`: made and decided by pull request.

A proposal says what it is for, who answers for it, which data it needs, what it may not be used for
and when it is looked at again. One that lacks any of these is refused by name, and the others stay.
"""

import tomllib
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from stoep.errors import StoepError
from zones.registry.entry import Text

FOLDER = Path(__file__).parent / "proposed"
TEXTS = ("title", "purpose", "needs", "not_for")
NAMES = {*TEXTS, "owner", "proposed", "review_date", "state", "decision", "decided"}
HOW = "See docs/indicators.md for what a proposal has."


class State(StrEnum):
    """How far a proposal is."""

    proposed = "proposed"
    trial = "trial"
    adopted = "adopted"
    declined = "declined"


class BadProposal(StoepError):
    """A file that is no proposal; its name and what it lacks are in the sentence."""

    code = "bad_proposal"


@dataclass(frozen=True)
class Proposal:
    """A number that is not published, or not yet."""

    id: str
    title: Text
    purpose: Text
    needs: Text
    """Which data, and whether there are any."""
    not_for: Text
    """What it may never be used for."""
    owner: str
    proposed: date
    review_date: date
    state: State
    decision: Text | None
    """Why it is tried, adopted or declined; None while it is only proposed."""
    decided: date | None

    def as_dict(self) -> dict[str, Any]:
        """The proposal as plain values, for JSON."""
        told = asdict(self) | {"state": str(self.state)}
        days = {name: getattr(self, name) for name in ("proposed", "review_date", "decided")}
        return told | {name: day and day.isoformat() for name, day in days.items()}

    def is_overdue(self, today: date) -> bool:
        """Whether it should have been looked at again; what is declined needs no look."""
        return self.state is not State.declined and self.review_date < today


def read_proposals(folder: Path = FOLDER) -> tuple[list[Proposal], list[BadProposal]]:
    """The proposals of a folder by name, and what of it was refused."""
    found, refused = [], []
    for file in sorted(folder.glob("*.toml")):
        try:
            found.append(read_proposal(file))
        except BadProposal as no:
            refused.append(no)
    return found, refused


def read_proposal(file: Path) -> Proposal:
    """One proposal; raises BadProposal."""
    try:
        told = tomllib.loads(file.read_text())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadProposal(f"{file.name} cannot be read: {error}.", HOW) from None
    if strangers := sorted(set(told) - NAMES):
        raise BadProposal(f"{file.name} has `{strangers[0]}`, which no proposal has.", HOW)
    texts = {name: _text(told, name, file) for name in TEXTS}
    state = told.get("state")
    if state not in list(State):
        raise BadProposal(f"{file.name} lacks a `state`: {', '.join(State)}.", HOW)
    is_open = state == State.proposed
    return Proposal(
        id=file.stem,
        **texts,
        owner=_line(told.get("owner"), "owner", file),
        proposed=_day(told, "proposed", file),
        review_date=_day(told, "review_date", file),
        state=State(state),
        decision=None if is_open else _text(told, "decision", file),
        decided=None if is_open else _day(told, "decided", file),
    )


def _text(told: dict[str, Any], name: str, file: Path) -> Text:
    both = told.get(name)
    if not isinstance(both, dict):
        raise BadProposal(f"{file.name} lacks `{name}`, in nl and en.", HOW)
    return Text(
        nl=_line(both.get("nl"), f"{name}.nl", file), en=_line(both.get("en"), f"{name}.en", file)
    )


def _line(value: object, name: str, file: Path) -> str:
    if not isinstance(value, str) or not value.strip():
        raise BadProposal(f"{file.name} lacks `{name}`.", HOW)
    return value.strip()


def _day(told: dict[str, Any], name: str, file: Path) -> date:
    day = told.get(name)
    if type(day) is not date:
        raise BadProposal(f"{file.name} lacks `{name}`, a day such as 2027-05-01.", HOW)
    return day
