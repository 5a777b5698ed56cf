"""What a municipality decides is checked alike: who decides and why, about whom, from when.

Limits of permits and duties of a mandate are such decisions; each refuses in its own name.
"""

from datetime import date
from typing import Any

from psycopg import Connection

from stoep.errors import StoepError
from zones.measure import SQL


class BadDecision(StoepError):
    """A decision that cannot be; `field` is what is wrong with it."""

    code = "bad_decision"

    def __init__(self, field: str, sentence: str, remedy: str) -> None:
        super().__init__(f"{field}: {sentence}", remedy)
        self.field = field


def check_words(bad: type[BadDecision], remedy: str, **words: str) -> None:
    """Refuse a field that tells nothing: history tells these to whoever asks."""
    for field, text in words.items():
        if not text.strip() or "\0" in text:
            raise bad(field, "It is empty.", remedy)


def check_day(bad: type[BadDecision], field: str, day: date) -> None:
    """Refuse a day that nobody means."""
    if not 2000 <= day.year < 2200:
        raise bad(field, f"{day} cannot be.", "Use a day of this century.")


def check_coverage(bad: type[BadDecision], share: float) -> None:
    """Refuse a share of evidence that none, or more than all, could meet."""
    if not 0 < share <= 1:
        raise bad("coverage", f"{share} is no share.", "Use more than 0, to 1.")


def operator_there(
    connection: Connection[Any],
    bad: type[BadDecision],
    municipality: str,
    operator: str,
    zone: str | None = None,
) -> int:
    """The operator's number, once municipality, operator and zone (kind/code) are known."""
    kind, _, code = (zone or "").partition("/")
    asked = {"municipality": municipality, "operator": operator}
    named = {"kind": kind, "code": code, "zone": zone}
    row = connection.execute(SQL["decided_scope"], asked | named).fetchone()
    assert row is not None
    known_municipality, operator_id, known_zone = row
    if not known_municipality:
        sentence = f"There is no municipality {municipality!r}."
        raise bad("municipality", sentence, "Import its border with: stoep zones import.")
    if operator_id is None:
        raise bad("operator", f"There is no operator {operator!r}.", "See: stoep feed list.")
    if not known_zone:
        sentence = f"There is no zone {zone!r} in {municipality}."
        remedy = "Write it as kind/code of an area there, such as no_parking/N1."
        raise bad("zone", sentence, remedy)
    return int(operator_id)
