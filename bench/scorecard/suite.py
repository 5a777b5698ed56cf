"""Tests of the suite, run for a figure: what each came to, and what it recorded."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from bench.scorecard.measure import ROOT


@dataclass(frozen=True)
class Outcome:
    """One test: passed, failed or skipped, and what it told of itself."""

    name: str
    """File and function, without parameters: `test_fetch.py::test_x`."""
    passed: bool
    skipped: bool
    seconds: float
    told: dict[str, str] = field(default_factory=dict)


def run_tests(ids: Sequence[str], processes: int = 1, limit_s: float = 600) -> list[Outcome]:
    """Run tests by their ids; those that did not run at all are not among the outcomes.

    A file is run by one process: its tests share a database that has a name.
    """
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        words = [
            sys.executable, "-m", "pytest", "-q", "-n", str(processes), "--dist", "loadfile",
            f"--junit-xml={report}", "-o", "junit_family=xunit1", *ids,
        ]  # fmt: skip
        subprocess.run(words, cwd=ROOT, env={**os.environ}, timeout=limit_s, check=False)
        return list(_read(report)) if report.exists() else []


def _read(report: Path) -> Iterator[Outcome]:
    for case in ElementTree.parse(report).iter("testcase"):
        file = case.get("file") or case.get("classname", "").replace(".", "/") + ".py"
        name = f"{Path(file).name}::{case.get('name', '').split('[')[0]}"
        bad = case.find("failure") is not None or case.find("error") is not None
        skipped = case.find("skipped") is not None
        told = {one.get("name", ""): one.get("value", "") for one in case.iter("property")}
        yield Outcome(name, not bad and not skipped, skipped, float(case.get("time") or 0), told)
