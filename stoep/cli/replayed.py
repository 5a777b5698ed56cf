"""What a draft would have meant, on the terminal; ? is what is not known."""

from datetime import UTC, datetime
from typing import Any

from rich.markup import escape
from rich.table import Table

from stoep.cli.screen import console
from zones.permits.verdicts import COMPLIES, DOES_NOT, LETTERS, UNSURE
from zones.what_if.ends import Ends
from zones.what_if.filling import Filling
from zones.what_if.hits import Hit, OperatorHit
from zones.what_if.limit import LimitReplay
from zones.what_if.zone import Replay

ENDS = ("left", "moved", "still_there", "withdrawn", "unknown")
MOST_DAYS = 31
"""Days that a table lists; the API tells all of them."""


def show_replay(found: Replay) -> None:
    """A draft zone: whom it hits, where they went, each day, and how full it was."""
    words = (name.replace("_", " ") for name in ENDS)
    table = Table("operator", "stays", "share", "hours", *words, "messages", "coverage", "why not")
    for key, one in found.operators.items():
        table.add_row(key, *_hit(one.hit, share=_share(one)), *_ends(one.ends), _n(one.messages),
                      f"{one.hit.told.coverage:.0%}", one.hit.told.reason or "")  # fmt: skip
    alerts = found.alerts.by_hour if found.alerts else None
    told = found.hit.told
    table.add_row("all", *_hit(found.hit, share=""), *_ends(found.ends), _n(alerts),
                  f"{told.coverage:.0%}", told.reason or "", style="bold")  # fmt: skip
    console.print(table)
    _days(found)
    for hub in found.nearest[:3]:
        where = f"{hub.median_m:.0f} m from half of them or less"
        console.print(f"Nearest hub of {hub.stays}: {escape(hub.name)}, {where}.")
    if found.filling:
        _filling(found.filling)
    _effects(found)


def _effects(found: Replay) -> None:
    """What modules had put in force of it: it was used as on those days."""
    for one in found.effects:
        what = f"× {one.value:g} places" if one.value is not None else "open in its hours alone"
        console.print(f"{one.day}: {what} ({one.module} {one.version}).")


def _days(found: Replay) -> None:
    table = Table("day", "stays", "hours", "coverage", "why not")
    for day, one in list(found.days.items())[-MOST_DAYS:]:
        told = one.hit.told
        hours = _n(one.hit.vehicle_hours, ".1f")
        table.add_row(f"{day}", _n(one.hit.stays), hours, f"{told.coverage:.0%}", told.reason or "")
    console.print(table)


def _filling(filling: Filling) -> None:
    at = filling.highest_at
    when = "" if at is None else f" at {datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC"
    known = f"{filling.known_share:.0%} of the time is known"
    console.print(
        f"In it {_n(filling.mean, '.1f')} on average, {_n(filling.highest)} at most{when};"
    )
    console.print(f"{_n(filling.beside_mean, '.1f')} beside it; {known}.")
    table = Table("places of", "places", "most", "full", "hours over", "became full")
    for room in filling.rooms:
        full, over = _n(room.full_share, ".0%"), _n(room.over_vehicle_hours, ".1f")
        counts = str(room.places), _n(room.highest)
        table.add_row(room.form, *counts, full, over, _n(room.became_full))
    if filling.rooms:
        console.print(table)
    hours = " ".join(f"{n}:{_n(one.mean, '.0f')}" for n, one in enumerate(filling.by_hour))
    console.print(f"By hour of the day: {hours}")


def show_limit(found: list[LimitReplay]) -> None:
    """A draft limit: the verdicts it would have led to, beside those of what holds."""
    table = Table("operator", "complies", "does not", "not enough data", "changed", "least margin",
                  "messages", "in force", "draft", "why no number")  # fmt: skip
    for one in found:
        counts = [str(int((one.codes == code).sum())) for code in (COMPLIES, DOES_NOT, UNSURE)]
        reasons = sorted(set(one.reasons.values()))
        days = len(one.by_effect)
        reasons += [f"{days} days by a module's limit"] if days else []
        letters = (
            "".join(LETTERS[c] for c in codes[-MOST_DAYS:]) for codes in (one.now, one.codes)
        )
        table.add_row(one.operator, *counts, str(len(one.changed)), _n(one.least_margin, "g"),
                      str(one.messages), *letters, ", ".join(reasons))  # fmt: skip
    console.print(table)
    console.print("c complies, d does not, n not enough data, - no limit; the newest days, last.")


def _hit(hit: Hit, share: str) -> tuple[str, str, str]:
    return _n(hit.stays), share, _n(hit.vehicle_hours, ".1f")


def _share(one: OperatorHit) -> str:
    return "?" if one.hit.stays is None else "" if one.share is None else f"{one.share:.0%}"


def _ends(ends: Ends | None) -> list[str]:
    return [_n(None if ends is None else getattr(ends, name)) for name in ENDS]


def _n(value: Any, form: str = "") -> str:
    """A number, or ? for one that is not known."""
    return "?" if value is None else format(value, form)
