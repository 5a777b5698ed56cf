"""What cannot be true: every suspicion by name.

None of these shows in a check against a schema: two places exchanged are still two numbers.
"""

from collections.abc import Callable

from ingest.trial import ids, kinds, places, times
from ingest.trial.case import Case
from ingest.trial.report import Finding, Severity

SUSPICIONS: tuple[Callable[[Case], Finding | None], ...] = (
    places.duplicate_id,
    places.no_id,
    places.no_position,
    places.null_island,
    places.swapped,
    places.outside_bounds,
    times.ghost,
    times.future_time,
    times.ancient_time,
    times.wrong_unit,
    times.clock_offset,
    times.stale,
    times.goes_back,
    kinds.impossible_range,
    kinds.unknown_type,
    kinds.unknown_state,
    ids.rotation,
    ids.persistent_link,
)
"""All that is suspected; each is called by the code of its finding."""


def find(case: Case) -> list[Finding]:
    """Everything that cannot be true, errors first."""
    found = [finding for suspicion in SUSPICIONS if (finding := suspicion(case)) is not None]
    return sorted(found, key=lambda one: (one.severity is not Severity.error, one.code))
