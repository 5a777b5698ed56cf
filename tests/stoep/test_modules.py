"""`stoep module` as people type it, and outsiders' modules found without being imported."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

import runner.find
import stoep.cli.modules
from runner.check import check_module, passes
from runner.find import Broken, Module, find_modules
from runner.skeleton import write_skeleton
from stoep.cli import app
from stoep.contract.manifest import Kind
from stoep.logs import configure
from stoep.settings import Settings
from stoep.vocabulary import AreaKind
from tests.runner.drawn import HEAD, WARMEST, folder_of
from tests.worlds import World, drawing

Say = Callable[..., Result]
HERE = "GM9998"
WHO = ["--by", "A. Official", "--why", "council decision 1"]
MAKE = ["--owner", "Gemeente Zilt", "--contact", "rules@zilt.example"]


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where modules are, for this test: none yet."""
    made = tmp_path / "modules"
    made.mkdir()
    for place in (runner.find.find_modules, runner.find.find_module):
        monkeypatch.setattr(place, "__defaults__", (*(place.__defaults__ or ())[:-1], made))
    monkeypatch.setattr(stoep.cli.modules, "FOLDER", made)
    return made


@pytest.fixture
def folder(alone: Path) -> Path:
    """One of the house's own is there."""
    (alone / "beach_day").symlink_to(runner.find.FOLDER / "beach_day")
    return alone


@pytest.fixture
def say(
    address: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Say]:
    monkeypatch.setenv("STOEP_DATABASE", address)
    monkeypatch.setenv("STOEP_HOME", str(tmp_path))
    with drawing(address) as world:
        draw(world)
    yield lambda *words: CliRunner().invoke(app, ["module", *words])
    # A command sends the log to the screen that it was given, which is no more.
    configure(Settings(log_level="error"))


def draw(world: World) -> None:
    world.feed("swift", ("10 00:00", "16 00:00"))
    world.area(AreaKind.municipality, HERE, 4.30, 52.10, 4.32, 52.11, municipality=HERE)
    world.area(AreaKind.district, "A", 4.30, 52.10, 4.32, 52.11, municipality=HERE)


def test_a_new_module_is_checked_tried_on_and_off(say: Say, folder: Path) -> None:
    made = say("new", "market_day", *MAKE)
    assert made.exit_code == 0, made.output
    assert {path.name for path in (folder / "market_day").iterdir()} == {
        "module.toml", "market_day.py", "examples.csv", "README.md",
    }  # fmt: skip
    for command in ("check market_day", "try market_day --city", "enable market_day --city"):
        assert f"stoep module {command}" in made.output
    checked = say("check", "market_day")
    assert checked.exit_code == 0, checked.output
    days = ["--from", "2026-03-02", "--to", "2026-03-16"]
    tried = say("try", "market_day", "--city", HERE, *days, "--set", "weekday=4")
    assert tried.exit_code == 0, tried.output
    assert "2 yes, 12 no, 0 unknown" in tried.output
    assert "Thu 2026-03-05" in tried.output
    assert "It is off there now" in tried.output
    on = say("enable", "market_day", "--city", HERE, *WHO, "--set", "weekday=3")
    assert on.exit_code == 0, on.output
    assert "weekday = 3 day" in on.output
    moved = say("try", "market_day", "--city", HERE, *days, "--set", "weekday=4")
    assert "Otherwise than with the setting that holds now: 4 days." in moved.output
    assert "on, weekday=3" in say("list", "--city", HERE).output
    ran = say("run", "market_day", "--city", HERE, *days)
    assert "Ran for 14 days" in ran.output, ran.output
    off = say("disable", "market_day", "--city", HERE, *WHO)
    assert off.exit_code == 0
    told = say("history", "--city", HERE).output
    assert told.count("A. Official") == 2
    assert told.count("council decision 1") == 2


@pytest.mark.parametrize("kind", list(Kind))
def test_the_skeleton_of_each_kind_passes_every_check(alone: Path, kind: Kind) -> None:
    today = date(2026, 3, 1)
    write_skeleton(alone, "mine", kind, *MAKE[1::2], today)
    (made,) = find_modules(alone)
    assert isinstance(made, Module), made
    checks = check_module(made, today)
    # What the skeleton says is left to be said: that is told, and hinders nothing.
    assert [(one.name, one.warning) for one in checks if not one.ok] == [("words", True)]
    assert passes(checks)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["new", "My-Module", *MAKE], "does not do"),
        (["new", "beach_day", *MAKE], "is there already"),
        (["new", "mine", "--owner", "", "--contact", "x"], "owner"),
        (["check", "nothing"], "no module 'nothing'"),
        (["try", "beach_day", "--city", "nowhere", "--from", "2026-03-01"], "no municipality"),
        (
            ["try", "beach_day", "--city", HERE, "--from", "2026-03-09", "--to", "2026-03-09"],
            "days",
        ),
        (["try", "beach_day", "--city", HERE, "--from", "2026-03-01", "--set", "x"], "no choice"),
        (["enable", "beach_day", "--city", HERE, *WHO, "--set", "free_c=99"], "out of bounds"),
        (["enable", "beach_day", "--city", HERE, "--by", "", "--why", "x"], "by: It is empty"),
        (["disable", "beach_day", "--city", HERE, *WHO], "not on"),
        (["run", "beach_day", "--city", HERE], "not on"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(say: Say, words: list[str], sentence: str) -> None:
    refused = say(*words)
    assert refused.exit_code == 1
    assert sentence in refused.output
    assert "Traceback" not in refused.output


CHANGES = [
    ("examples.csv", "2026-03-05,no", "2026-03-05,nope", "line 3, answer: 'nope' is none of"),
    (
        "examples.csv",
        "2026-03-05,no",
        "2026-03-05,yes",
        "line 3 (2026-03-05): expected yes, got no",
    ),
    ("examples.csv", "2026-03-05", "5 March", "line 3, date"),
    ("examples.csv", "date,answer", "date,anwser", "no column 'anwser'"),
    ("module.toml", "review = 2", 'review = "2', "not TOML"),
    ("module.toml", 'owner = "Gemeente Zilt"', "", "owner"),
    ("module.toml", "contract = 1", "contract = 2", "this Stoep has contract 1"),
    ("module.toml", '"calendar"', '"calender"', "no fact 'calender'"),
    ("module.toml", '"calendar"', '"areas/beach"', "no areas of the kind 'beach'"),
    ("market_day.py", "return Label.all(", "return Label.all(1 / 0,", "market_day.py, line 10"),
    ("market_day.py", '"""Is', '"""Is' + "\n" * 60, "60 are the most"),
    ("market_day.py", "from stoep.contract", "import os\nfrom stoep.contract", "line 3: os"),
    ("market_day.py", "def market_day", "def marketday", "no function market_day"),
    ("README.md", "Say here", "", "README"),
    (
        "module.toml",
        "[evidence.weekday]",
        "[evidence.day]",
        "module.toml has no [evidence.'weekday']",
    ),
]


@pytest.mark.parametrize(
    ("file", "was", "becomes", "sentence"), CHANGES, ids=[f"{c[0]} {c[3][:20]}" for c in CHANGES]
)
def test_a_typo_anywhere_is_told_with_its_place(
    alone: Path, file: str, was: str, becomes: str, sentence: str
) -> None:
    path = write_skeleton(alone, "market_day", Kind.label, *MAKE[1::2], date(2026, 3, 1)) / file
    assert was in path.read_text()
    text = "# Nothing" if file == "README.md" else path.read_text().replace(was, becomes, 1)
    path.write_text(text)
    checked = CliRunner().invoke(app, ["module", "check"])
    configure(Settings(log_level="error"))
    assert checked.exit_code == 1
    assert sentence in checked.output.replace("\n", " "), checked.output
    assert "1 of 1 modules do not pass" in checked.output


def test_what_does_not_pass_is_not_switched_on_and_hides_no_other(say: Say, folder: Path) -> None:
    made = write_skeleton(folder, "market_day", Kind.label, *MAKE[1::2], date(2026, 3, 1))
    (made / "market_day.py").write_text("def market_day(facts, p):\n    return 1")
    assert say("enable", "market_day", "--city", HERE, *WHO).exit_code == 1
    (made / "module.toml").write_text("name =")
    listed = say("list", "--city", HERE)
    assert listed.exit_code == 0
    assert "not TOML" in listed.output
    assert listed.output.count("never on") == 1


def test_a_module_that_is_overdue_warns_and_may_be_used(say: Say, folder: Path) -> None:
    say("new", "market_day", *MAKE)
    path = folder / "market_day" / "module.toml"
    lines = path.read_text().splitlines()
    path.write_text(
        "\n".join("review = 2020-01-01" if x.startswith("review") else x for x in lines)
    )
    assert say("check", "market_day").exit_code == 0
    assert "2020-01-01 (past)" in say("list").output
    on = say("enable", "market_day", "--city", HERE, *WHO)
    assert on.exit_code == 0
    assert "should have looked at it by 2020-01-01" in on.output


SOURCE = '''
"""Always."""

from stoep.contract import Answer, Facts, Label, Parameters


def quiet_day(facts: Facts, p: Parameters) -> Label:
    return Label(Answer.yes if facts.day.public_holiday == "" else Answer.no)
'''


def test_an_outsider_is_found_by_its_entry_point_and_never_imported(tmp_path: Path) -> None:
    """A package as pip installs it: its metadata is read, its code is not run."""
    site = tmp_path / "site"
    package = site / "acme_rules"
    toml = HEAD.format(kind="label", needs='["calendar"]').replace("drawn", "quiet_day") + WARMEST
    folder_of(package, "quiet_day", toml, SOURCE.lstrip(), "date,answer\n2026-03-04,yes\n")
    trap = f"open({str(tmp_path / 'imported')!r}, 'w')\n"
    (package / "__init__.py").write_text(trap)
    (package / "quiet_day" / "__init__.py").write_text(trap)
    info = site / "acme_rules-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-rules\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[stoep.modules]\nquiet_day = acme_rules.quiet_day\n")
    program = (
        f"import sys\nsys.path.insert(0, {str(site)!r})\n"
        "from runner.find import find_module\none = find_module('quiet_day')\n"
        "print(one.origin, one.is_outsider, one.digest[:7])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.split() == ["acme-rules", "1.0", "True", "sha256:"], done.stderr
    assert not (tmp_path / "imported").exists()


def test_a_folder_that_cannot_be_read_hides_no_other(folder: Path) -> None:
    (folder / "empty").mkdir()
    (folder / "binary").mkdir()
    (folder / "binary" / "module.toml").write_bytes(b"\xff\xfe")
    found = {one.name: one for one in find_modules(folder)}
    assert isinstance(found["empty"], Broken)
    assert "module.toml is missing" in found["empty"].refusal.sentence
    assert isinstance(found["binary"], Broken)
    assert isinstance(found["beach_day"], Module)
    assert passes(check_module(found["beach_day"], found["beach_day"].manifest.review))
