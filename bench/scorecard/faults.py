"""Figure 1: every fault that docs/faults.md names, made to happen again by its tests.

What other figures do again for minutes is not done twice: kill -9 is figure 2.
"""

import re
from collections.abc import Mapping

from bench.scorecard.figure import Measured
from bench.scorecard.measure import ROOT
from bench.scorecard.suite import run_tests

LEAST, PROCESSES = 70, 2
ROW = re.compile(r"^\| ([FPGUL]\d+) \|.*\|(.*)\|$", re.MULTILINE)
NAMED = re.compile(r"`(test_\w+\.py)::(test_\w+)`")
ELSEWHERE = {"test_kill.py"}
"""Run by figure 2, whose outcome these faults share."""


def faults() -> dict[str, list[tuple[str, str]]]:
    """The tests of each fault, as file and function."""
    text = (ROOT / "docs" / "faults.md").read_text()
    return {number: NAMED.findall(tests) for number, tests in ROW.findall(text)}


def measure() -> Measured:
    """Run all of them; a fault is survived when each of its tests ran and passed."""
    named = faults()
    wanted = sorted({one for tests in named.values() for one in tests})
    ids = [f"{_path(file, test)}::{test}" for file, test in wanted if file not in ELSEWHERE]
    outcomes = run_tests(ids, PROCESSES)
    passed: dict[str, bool] = {}
    for one in outcomes:
        passed[one.name] = passed.get(one.name, True) and one.passed
    return figure(named, passed)


def figure(named: Mapping[str, list[tuple[str, str]]], passed: Mapping[str, bool]) -> Measured:
    """By fault: injected when one of its tests ran, survived when all of them passed."""
    injected, survived = [], []
    for number, tests in named.items():
        here = [f"{file}::{test}" for file, test in tests if file not in ELSEWHERE]
        if not tests or (here and not any(name in passed for name in here)):
            continue
        injected.append(number)
        if all(passed.get(name, False) for name in here):
            survived.append(number)
    lost = sorted(set(injected) - set(survived))
    return Measured(
        f"{len(survived)} survived of {len(injected)} injected"
        + (f"; not: {', '.join(lost)}" if lost else ""),
        not lost and len(injected) >= LEAST,
        {
            "survived": survived, "not survived": lost,
            "not injected": sorted(set(named) - set(injected)),
            "failed": sorted(name for name, good in passed.items() if not good),
        },
    )  # fmt: skip


def _path(file: str, test: str) -> str:
    """Where in the suite it is: of two files of a name, the one with that test."""
    for found in sorted((ROOT / "tests").rglob(file)):
        if f"def {test}(" in found.read_text():
            return str(found.relative_to(ROOT))
    raise FileNotFoundError(f"No {file} has {test}.")
