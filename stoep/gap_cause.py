"""Why a stretch without evidence was one, in one word, by how the polls in it ended."""

from collections.abc import Mapping

from stoep.vocabulary import EVIDENCE

CAUSES = {
    "suspect_mass": "mass",
    "suspect_empty": "empty",
    "suspect_frozen": "frozen",
    "stale_source": "frozen",
    "clock": "clock",
    "suspect_swapped": "swapped",
    "schema": "unreadable",
    "parse": "unreadable",
    "partial_pages": "unreadable",
}
"""By the outcome that most of its polls had; the others were no answer: `down`."""


def gap_cause(outcomes: Mapping[str, int], *, pushed: bool) -> str:
    """One of the words of CAUSES, `down`, `silence` (who pushes sent nothing), or `away`.

    `outcomes` is how many polls within it ended how; none at all means that Stoep did not look.
    """
    failed = {name: n for name, n in outcomes.items() if name not in EVIDENCE}
    if not failed:
        return "silence" if pushed else "away"
    return CAUSES.get(max(failed, key=lambda name: failed[name]), "down")
