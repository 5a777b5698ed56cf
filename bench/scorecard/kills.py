"""Figure 2: kill -9 at random moments of the real recorder and of the real inbox."""

from bench.scorecard.figure import Measured
from bench.scorecard.suite import run_tests

TEST = "tests/ingest/test_kill.py"


def measure() -> Measured:
    """The tests compare what is kept with what was acknowledged, and with a run without kills."""
    found = run_tests([TEST])
    told = {name: value for one in found for name, value in one.told.items()}
    passed = len(found) == 2 and all(one.passed for one in found)
    what = f"after {told.get('kills', '?')} kills and {told.get('acknowledged', '?')} polls"
    return Measured(
        f"0 lost, 0 half, 0 twice {what}"
        if passed
        else f"what is kept is not what was told {what}",
        passed,
        {"tests": {one.name: one.passed for one in found}, **told},
    )
