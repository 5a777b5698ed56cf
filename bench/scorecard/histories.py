"""Figure 4: what holds in every history, for 2,000 that are always the same and some that are new.

The new ones are drawn from a seed that is told: what is found there can be drawn again.
"""

import os
import secrets
from collections import Counter
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from bench.scorecard.figure import Measured
from bench.scorecard.fuzz.all import SEED
from bench.scratch import scratch_database
from tests.ingest import test_invariants as invariants

NEW = 200


def measure() -> Measured:
    """Live through all of them; one that breaks a rule ends its kind, and is told."""
    from_seed = int(os.environ.get(SEED) or secrets.randbelow(2**32))
    counted: Counter[str] = Counter()
    broken: list[str] = []
    for kind, times, fixed in (("fixed", invariants.HISTORIES, True), ("new", NEW, False)):
        with scratch_database(f"scorecard_histories_{kind}") as address:
            with invariants.living(address) as lives:
                one = _one(lives, counted, kind)
                drawn = given(history=invariants.histories(), seed=st.integers(0, 2**32 - 1))(one)
                run = settings(
                    max_examples=times, deadline=None, derandomize=fixed, database=None,
                    suppress_health_check=list(HealthCheck),
                )(drawn)  # fmt: skip
                try:
                    (run if fixed else seed(from_seed)(run))()
                except Exception as wrong:
                    broken.append(f"{kind}: {wrong!r:.600}")
    tried = counted.total()
    return Measured(
        f"{len(broken)} of {tried:,} ({counted['new']:,} of seed {from_seed})",
        not broken and tried >= invariants.HISTORIES,
        {"seed": from_seed, "broken": broken, "tried": dict(counted)},
    )


def _one(lives: Any, counted: Counter[str], kind: str) -> Callable[..., None]:
    """What lives through one history, and counts it."""
    lived = invariants.test_what_holds_in_every_history.hypothesis.inner_test  # type: ignore[attr-defined]
    outcomes: Counter[str] = Counter()

    def one(history: invariants.History, seed: int) -> None:
        counted[kind] += 1
        lived(lives, outcomes, history, seed)

    return one
