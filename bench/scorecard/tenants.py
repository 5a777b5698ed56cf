"""Figure 5: probes for what is another's, by `bench/probes`."""

from bench.scorecard.elsewhere import told_by
from bench.scorecard.figure import Measured

LEAST = 3_000


def measure() -> Measured:
    """How many reached what is not theirs."""
    told = told_by("bench.probes")
    if told is None:
        return Measured("not measured: there is no bench/probes", False)
    tried, leaked = int(told["tried"]), int(told["leaked"])
    return Measured(f"{leaked} of {tried:,}", not leaked and tried >= LEAST, told)
