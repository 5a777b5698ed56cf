"""Figure 9: questions beside modules that loop, leak, fork and run a regex without an end."""

from bench import noisy
from bench.scorecard.figure import Measured


def measure() -> Measured:
    """The lines of the bench; a question without its answer ends it, so there are no errors."""
    found = noisy.lines()
    return Measured(
        "; ".join(f"{line.what.split(' that ')[-1]}: {line.measured}" for line in found),
        all(line.holds for line in found),
        {line.what: f"{line.measured}, {line.beside}" for line in found},
    )
