"""Figure 3: five days of a failing feed, three times, through the real reader and recorder."""

from bench import gaps
from bench.scorecard.figure import Measured


def measure() -> Measured:
    """The lines of the bench, which compare all claims with the truth."""
    departures, long = gaps.lines()
    return Measured(
        f"{departures.measured}; long: {long.measured}",
        bool(departures.holds and long.holds),
        {"departures": departures.beside, "long": long.beside, "seeds": list(gaps.SEEDS)},
    )
