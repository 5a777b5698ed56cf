"""The scorecard: it knows all twelve figures, and says aloud what does not hold."""

import json
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import strategies as st

from bench.scorecard import __main__ as command
from bench.scorecard import measure
from bench.scorecard.attacks.asked import TOLD
from bench.scorecard.faults import LEAST, faults, figure
from bench.scorecard.figure import Figure, Measured, Plan
from bench.scorecard.fuzz.tally import Tally, try_out
from bench.scorecard.hygiene import unhashed, without_rule
from bench.scorecard.mutants import RULES, changed, mutants_of
from bench.scorecard.plans import PLANS
from tests.conftest import ROOT


def holding(plans: Sequence[Plan], *fails: int) -> list[Figure]:
    return [Figure.of(plan, Measured("x | [y]", plan.number not in fails), 1.0) for plan in plans]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where it writes in this test."""
    monkeypatch.setattr(command, "FOLDER", tmp_path)
    monkeypatch.setattr(measure, "FOLDER", tmp_path)
    monkeypatch.setattr(measure, "ROOT", tmp_path)
    return tmp_path


def test_it_knows_all_twelve_as_they_are_documented() -> None:
    assert [plan.number for plan in PLANS] == list(range(1, 13))
    text = (ROOT / "docs" / "scorecard.md").read_text()
    for plan in PLANS:
        assert f"| {plan.number} | {plan.name} | {plan.goal} |" in text
        found = (ROOT / "bench" / "scorecard" / plan.module.replace(".", "/")).with_suffix(".py")
        assert "def measure() -> Measured:" in found.read_text()


def test_all_that_hold_are_written_and_printed_with_their_goals(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main([], lambda plans, tell: holding(plans)) == 0
    told = json.loads((folder / "scorecard.json").read_text())
    assert (told["held"], told["figures"]) == (12, 12)
    rows = [
        line for line in (folder / "scorecard.md").read_text().splitlines() if line[:3] != "|--"
    ]
    printed = capsys.readouterr().out
    for plan in PLANS:
        assert f"| {plan.number} | {plan.name} | {plan.goal} | x \\| [y] | holds |" in rows
        assert plan.goal.split(",")[0] in " ".join(printed.split())
    badge = ElementTree.parse(folder / "scorecard.svg").getroot()
    assert "12 of 12 hold" in "".join(badge.itertext())


@pytest.mark.parametrize("number", range(1, 13))
def test_one_that_does_not_hold_ends_it_with_1(folder: Path, number: int) -> None:
    assert command.main([], lambda plans, tell: holding(plans, number)) == 1
    assert "**not held**" in (folder / "scorecard.md").read_text()
    assert "11 of 12 hold" in (folder / "scorecard.svg").read_text()


def test_some_alone_leave_the_whole_one_as_it_was(folder: Path) -> None:
    asked: list[int] = []

    def only(plans: Sequence[Plan], _: Any) -> list[Figure]:
        asked.extend(plan.number for plan in plans)
        return holding(plans)

    assert command.main(["6", "10"], only) == 0
    assert asked == [6, 10]
    assert not (folder / "scorecard.json").exists()
    assert command.main(["13"], only) == 2


def plan_of(seconds: int) -> Plan:
    return Plan(1, "n", "g", "h", "none", seconds)


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("import time; time.sleep(60)", "stopped after 1 s"),
        ("import sys; sys.exit('It is broken.')", "It is broken."),
        ("pass", "ended with 0"),
    ],
)
def test_what_cannot_be_measured_is_not_held_and_says_why(
    folder: Path, program: str, said: str
) -> None:
    seconds = 1 if "sleep" in program else 60
    found = measure.measured_apart(plan_of(seconds), [sys.executable, "-c", program])
    assert not found.holds
    assert said in found.measured


def test_all_that_a_figure_started_is_ended_with_it(folder: Path) -> None:
    program = (
        "import os, subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"open({str(folder / 'pid')!r}, 'w').write(str(child.pid))\ntime.sleep(600)"
    )
    measure.measured_apart(plan_of(2), [sys.executable, "-c", program])
    pid = int((folder / "pid").read_text())
    for _ in range(300):  # a process that is killed ends when its turn comes
        if not Path(f"/proc/{pid}/cmdline").exists() or not _words(pid):
            return
        time.sleep(0.1)
    raise AssertionError(f"{pid} goes on")


def _words(pid: int) -> bytes:
    """Its command line; of one that ended and was not fetched yet there is none."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def test_enough_faults_have_a_name_and_tests_that_are_there() -> None:
    named = faults()
    assert len([one for one in named.values() if one]) >= LEAST
    passed = {f"{file}::{test}": True for tests in named.values() for file, test in tests}
    assert figure(named, passed).holds
    [lost] = [f"{file}::{test}" for file, test in named["F2"]]
    found = figure(named, passed | {lost: False})
    assert (found.holds, found.detail["not survived"]) == (False, ["F2"])
    del passed[lost]
    assert figure(named, passed).detail["not injected"] == ["F2", "U16"]


def test_an_input_that_crashes_or_hangs_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.scorecard.fuzz.tally.HANG_S", 0.05)
    tally = Tally()

    def work(number: int) -> None:
        if number == 1:
            raise KeyError(number)
        while number == 2:
            pass
        if number == 3:
            raise ValueError

    try_out(tally, "here", st.sampled_from([1, 2, 3, 4]), work, 50, 1, (ValueError,))
    assert set(tally.bad) == {"crash", "hang"}
    assert tally.cases["here"] >= 4


def test_what_an_answer_must_never_say_is_known() -> None:
    for told in ("root:x:0:0:root", 'syntax error at or near "or"', "Traceback (most recent"):
        assert TOLD.search(told)
    assert not TOLD.search('{"detail": "There is no feed."}')


def test_a_name_without_a_hash_is_found() -> None:
    lock = "a==1 \\\n    --hash=sha256:00\nb==2\nc==3 \\\n    --hash=sha256:00\n"
    assert unhashed(lock) == ["b==2"]
    assert unhashed() == []


def test_every_route_has_a_rule() -> None:
    assert without_rule() == []


@pytest.mark.parametrize("module", RULES)
def test_each_change_of_a_rule_is_one_and_can_be_run(module: str) -> None:
    import ast

    whole = ast.unparse(ast.parse((ROOT / f"{module.replace('.', '/')}.py").read_text()))
    found = mutants_of(module)
    assert len(found) > 15
    for mutant in found:
        tree = changed(mutant)
        compile(tree, module, "exec")
        assert ast.unparse(tree) != whole, mutant
