"""What a module can do wrong: each time the run says what and where, and is over in time."""

import os
import threading
from pathlib import Path
from typing import Any

import pytest

from runner.outcome import Limits, RunOutcome
from stoep.contract import Answer, Evidence, Finding, Label, Value
from tests.runner.drawn import PATIENT, facts, run_body
from tests.runner.wrongs import BEGIN, WRONGS, Wrong


@pytest.mark.parametrize("wrong", WRONGS, ids=lambda one: one.name)
def test_a_module_that_fails_says_what_and_where(wrong: Wrong) -> None:
    slow = wrong.outcome is RunOutcome.too_slow
    done = run_body(wrong.body, limits=Limits(seconds=1.5) if slow else PATIENT)
    assert done.outcome is wrong.outcome, done
    assert wrong.sentence in done.sentence
    assert wrong.where in done.where
    assert done.results == ()
    assert len(done.sentence) <= 400
    assert len(done.printed) <= 4_000


INDICATORS: dict[str, tuple[str, str]] = {
    "an area that was not asked": ("[Value('district/B', 0.5)]", "none of the areas"),
    "a number out of bounds": ("[Value('district/A', 1.5)]", "must be 0 to 1"),
    "NaN": ("[Value('district/A', float('nan'))]", "not a number"),
    "nothing without a reason": ("[Value('district/A', None)]", "no reason"),
    "an area twice": ("[Value('district/A', 0.5)] * 2", "two values"),
    "many of one area": ("(Value('district/A', 0.5) for _ in range(10**5))", "two values"),
    "a dictionary": ("{'district/A': 0.5}", "returned dict"),
    "another kind of result": ("[Label(Answer.yes)]", "returned Label, not Value"),
}


@pytest.mark.parametrize("name", INDICATORS)
def test_an_indicator_is_held_to_its_manifest(name: str) -> None:
    given, sentence = INDICATORS[name]
    done = run_body(BEGIN + f"def drawn(facts, p):\n    return {given}", kind="indicator")
    assert done.outcome is RunOutcome.bad_result
    assert sentence in done.sentence


def test_results_of_each_kind_come_back_as_they_were_given() -> None:
    label = run_body(
        BEGIN + "def drawn(facts, p):\n    return Label.all(at_least('warmest',"
        " facts.weather.between(10, 18).highest('temperature_c'), 25))",
        facts(celsius=27.0), facts(celsius=20.0), facts(celsius=None),
    )  # fmt: skip
    assert [one.answer for one in label.results if isinstance(one, Label)] == [
        Answer.yes, Answer.no, Answer.unknown,
    ]  # fmt: skip
    assert label.results[0] == Label(Answer.yes, (Evidence("warmest", 27.0, 25.0, True),))
    value = run_body(
        BEGIN + "def drawn(facts, p):\n    return (Value(a.key, len(facts.stays) / 2, 3)"
        " for a in facts.areas)",
        kind="indicator",
    )
    assert value.results == [(Value("district/A", 0.5, 3),)]
    finding = run_body(
        BEGIN + "def drawn(facts, p):\n    return [Finding('too_full', 'district/A',"
        " (at_most('warmest', 3, 2),), facts.at, facts.at, 4.28, 52.1)]",
        kind="findings",
    )
    at, rests_on = facts().at, Evidence("warmest", 3.0, 2.0, False)
    assert finding.results == [
        (Finding("too_full", "district/A", (rests_on,), at, at, 4.28, 52.1),)
    ]
    assert run_body("def drawn(facts, p):\n    return []", kind="findings").results == [()]


def test_what_is_unknown_stays_unknown_on_its_way() -> None:
    body = (
        BEGIN + "def drawn(facts, p):\n"
        "    assert facts.events is None and facts.stays is None and facts.coverage is None\n"
        "    assert facts.day.public_holiday is None and facts.day.school_holiday == ''\n"
        "    assert facts.weather.highest('temperature_c') is None\n"
        "    assert not facts.weather.hours\n"
        "    return Label(Answer.unknown)\n"
    )
    some = facts(weather=type(facts().weather)(), events=None, stays=None, coverage=None)
    day = type(some.day)(some.day.date, some.day.weekday, None, "")
    done = run_body(body, type(some)(**{**_fields(some), "day": day}))
    assert done.ok, (done.sentence, done.where)


def _fields(one: Any) -> dict[str, Any]:
    return {name: getattr(one, name) for name in one.__dataclass_fields__}


def test_what_a_module_prints_is_shown_and_is_no_answer() -> None:
    done = run_body(
        BEGIN + "def drawn(facts, p):\n    print('so far')\n    return Label(Answer.no)"
    )
    assert done.ok
    assert done.printed == "so far"


def test_nothing_is_left_of_a_run_and_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one module loops another one answers; afterwards there is no process and no folder."""
    # A folder of our own: others may run modules on this machine meanwhile.
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    slow = threading.Thread(
        target=run_body,
        args=("while True:\n    pass",),
        kwargs={"limits": Limits(seconds=1.5)},
    )
    slow.start()
    quick = run_body(BEGIN + "def drawn(facts, p):\n    return Label(Answer.no)")
    slow.join()
    assert quick.ok
    assert list(tmp_path.glob("stoep-module-*")) == []
    assert _children() == []


def _children() -> list[str]:
    told = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return [one for one in told if b"runner.inside" in Path(f"/proc/{one}/cmdline").read_bytes()]


def test_each_run_is_a_process_of_its_own_that_remembers_nothing() -> None:
    body = (
        BEGIN + "count = []\ndef drawn(facts, p):\n    count.append(1)\n"
        "    return Label(Answer.yes if len(count) == 1 else Answer.no)\n"
    )
    for _ in range(2):
        done = run_body(body)
        assert isinstance(done.results[0], Label)
        assert done.results[0].answer is Answer.yes


def test_ten_million_values_are_stopped_wherever_they_get_stuck() -> None:
    body = BEGIN + "def drawn(facts, p):\n    return [Value('district/A', 0.5)] * 10**7"
    done = run_body(body, kind="indicator", limits=Limits(seconds=1.5))
    assert done.outcome in (RunOutcome.too_big, RunOutcome.too_slow, RunOutcome.bad_result)
