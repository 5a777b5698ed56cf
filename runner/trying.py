"""Whether modules can run on this machine: one that does nothing is run behind all walls."""

from datetime import UTC, date, datetime

from runner.outcome import Run
from runner.run import run
from stoep.contract.facts import Basis, Day, Facts
from stoep.contract.manifest import read_manifest

MANIFEST = """
name = "nothing"
version = "1.0.0"
contract = 1
kind = "findings"
owner = "Stoep"
contact = "https://stoep.example"
licence = "EUPL-1.2"
public_task = "Telling whether modules can run here."
review = 2100-01-01
needs = []
title = { nl = "Niets", en = "Nothing" }
about = { nl = "Zegt niets.", en = "Tells nothing." }
findings = { nothing = { nl = "Niets", en = "Nothing" } }
"""
SOURCE = "def nothing(facts, p):\n    return []\n"
DAY = date(2026, 1, 1)
AT = datetime(2026, 1, 1, 12, tzinfo=UTC)


def try_walls() -> Run:
    """One run of a module that tells nothing: `walls` is what stood, `sentence` what is lacking."""
    about = Day(DAY, DAY.isoweekday(), "", "")
    facts = Facts("GM0000", "Europe/Amsterdam", AT, Basis.observed, AT, about)
    return run(read_manifest(MANIFEST), SOURCE, {}, [facts])
