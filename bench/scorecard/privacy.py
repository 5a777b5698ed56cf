"""Figure 11: what differencing recovers, and what is kept that should not be."""

from bench.scorecard.elsewhere import told_by
from bench.scorecard.figure import Measured

LEAST = 2_000


def measure() -> Measured:
    """Pairs of questions by `bench/differencing.py`; what is kept by `bench/privacy.py`.

    The second tells `ids` and `places` found in what is kept and logged, and `old` rows past their
    time.
    """
    pairs, kept = told_by("bench.differencing"), told_by("bench.privacy")
    said, holds = [], True
    if pairs is None:
        said.append("differencing not measured: there is no bench/differencing.py")
        holds = False
    else:
        tried, recovered = int(pairs["pairs"]), int(pairs["recovered"])
        said.append(f"{recovered} recovered from {tried:,} pairs")
        holds = not recovered and tried >= LEAST
    if kept is None:
        said.append("what is kept not measured: there is no bench/privacy.py")
        holds = False
    else:
        found = {name: int(kept.get(name, -1)) for name in ("ids", "places", "old")}
        said.append(", ".join(f"{count} {name}" for name, count in found.items()))
        holds = holds and not any(found.values())
    return Measured("; ".join(said), holds, {"differencing": pairs, "kept": kept})
