"""All inputs of figure 6: the readers and the routes in this process, then a real server."""

import os
import secrets
import time

from bench.scorecard.figure import Measured
from bench.scorecard.fuzz.outsider import run_schemathesis
from bench.scorecard.fuzz.questions import ask_all
from bench.scorecard.fuzz.readers import read_all
from bench.scorecard.fuzz.tally import Tally
from bench.scorecard.town import draw_town
from bench.scratch import scratch_database

LEAST = 50_000
READ, ASKED = 40_000, 11_000
SEED = "SCORECARD_SEED"
"""Gives the same inputs again."""


def measure() -> Measured:
    """Draw, and count what ended badly. The seed is told: the same seed draws the same."""
    from_seed = int(os.environ.get(SEED) or secrets.randbelow(2**32))
    tally, began = Tally(), time.monotonic()
    read_all(tally, READ, from_seed)
    with scratch_database("scorecard_fuzz") as address:
        town = draw_town(address)
        ask_all(tally, town, ASKED, from_seed)
        outsider = run_schemathesis(tally, town, from_seed)
    cases, bad = tally.cases.total(), tally.bad.total()
    told = ", ".join(f"{count} × {kind}" for kind, count in sorted(tally.bad.items())) or "0"
    return Measured(
        f"{told} of {cases:,} ({outsider})",
        not bad and cases >= LEAST,
        {
            "seed": from_seed, "cases": dict(tally.cases), "bad": dict(tally.bad),
            "examples": tally.examples, "schemathesis": outsider,
            "seconds": round(time.monotonic() - began),
        },
    )  # fmt: skip
