"""Why a count of a moment is not known, or not the whole, in the words of answers."""

from collections.abc import Sequence

from zones.kept import PAST_KEEPING
from zones.measure import NO_EVIDENCE, NOT_YET


def why_lacking(expected: Sequence[tuple[str, str | None]]) -> str | None:
    """Why a total lacks some of the feeds that it needs; None: it lacks none.

    Each is the feed's key, and why it is not in totals; None: it is.
    """
    if not expected:
        return NOT_YET
    gone = [key for key, why in expected if why == PAST_KEEPING]
    unseen = [key for key, why in expected if why is not None and why != PAST_KEEPING]
    named = ((PAST_KEEPING, gone), (NO_EVIDENCE, unseen))
    return "; ".join(f"{why}: {', '.join(keys)}" for why, keys in named if keys) or None
