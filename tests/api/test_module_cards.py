"""A module that goes wrong: its card says what and where, and nothing else changes."""

from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.answers import ModuleInFull, Modules
from dashboard.pages.modules.cards import card as dashboard_card
from dashboard.words import Words
from runner.find import read_module
from runner.outcome import RunOutcome
from stoep.contract.facts import Basis
from tests.api.checks import refused, told
from tests.beaches import BEGUN, HERE, WHO, Beaches, run
from tests.runner.drawn import ESCAPE, HEAD, INDICATOR, NEEDS, WARMEST, folder_of
from tests.runner.wrongs import BEGIN, WRONGS, Wrong
from tests.stoep.test_modules import alone as alone
from tests.stoep.test_modules import folder as folder
from tests.worlds import World, at
from zones.modules.setting import switch_on

TOWN = {"municipality": HERE}
DAY = date(2026, 3, 12)
EXAMPLES = "date,answer,temperature_c\n2026-03-10,yes,27\n2026-03-11,no,12\n2026-03-12,unknown,?\n"
NAMED = (
    "raises", "exits", "segfaults", "loops", "takes 4 GB", "gives NaN", "gives HTML",
    "writes other columns", "writes 400,000 rows", "labels another city", "imports os",
)  # fmt: skip
FORKS = Wrong(
    "forks",
    ESCAPE
    + """
def drawn(facts, p):
    while True:
        os['fork']()
""",
    RunOutcome.forbidden,
    "PermissionError",
    "drawn.py, line 9",
)
TEN_MILLION = (
    BEGIN
    + """
def drawn(facts, p):
    return [Value(facts.areas[0].key, 0.5)] * 10_000_000
"""
)
CASES = [*(one for one in WRONGS if one.name in NAMED), FORKS]


@pytest.fixture
def template(told_beaches: Beaches) -> str:
    return told_beaches.template


@pytest.fixture(autouse=True)
def beaches(world: World, folder: Path, told_beaches: Beaches) -> None:
    """beach_day is on and tells; the module that goes wrong stands beside it."""
    told_beaches.taken_up(world)


def broken(folder: Path, world: World, source: str, kind: str = "label") -> None:
    """A module that was switched on when it still did its work, and goes wrong since."""
    toml = (
        HEAD.format(kind=kind, needs=NEEDS) + (INDICATOR if kind == "indicator" else "") + WARMEST
    )
    examples = EXAMPLES if kind == "label" else "date,expect\n"
    module = read_module(folder_of(folder, "drawn", toml, source, examples))
    switch_on(world.connection, module, HERE, {}, [], *WHO, BEGUN)
    run(world, module, HERE, DAY, Basis.observed, at("13 05:00"))


def card(client: httpx.Client, name: str = "drawn") -> dict[str, Any]:
    found: dict[str, Any] = told(client.get(f"/modules/{name}", params=TOWN), ModuleInFull)
    one: dict[str, Any] = found["module"]
    return one


def shown(one: dict[str, Any]) -> str:
    """The text of the card on the page of modules."""
    return _text(dashboard_card(one, None, Words("nl", "Europe/Amsterdam")))


def _text(part: Any) -> str:
    if isinstance(part, (list, tuple)):
        return " ".join(_text(one) for one in part)
    return _text(part.children) if hasattr(part, "children") else "" if part is None else str(part)


@pytest.mark.parametrize("wrong", CASES, ids=lambda one: one.name)
def test_the_card_says_what_went_wrong_and_where(
    client: httpx.Client, world: World, folder: Path, wrong: Wrong
) -> None:
    broken(folder, world, wrong.body)
    one = card(client)
    [last] = one["runs"]
    assert (last["outcome"], one["failed"], one["state"]) == (wrong.outcome, 1, "on")
    assert wrong.sentence.replace("GM9999", HERE) in last["sentence"]
    # The examples are drawn for another day and town than those that are asked about.
    if "2026" not in wrong.where:
        assert wrong.where in last["place"]
    assert one["may_be_used"] is False
    assert [check["name"] for check in one["checks"] if not check["ok"]]
    seen = shown(one)
    assert last["sentence"] in seen
    assert last["place"] in seen
    assert Words("nl", "Europe/Amsterdam")(f"modules.remedy_{wrong.outcome}") in seen
    labels = client.get("/labels", params=TOWN | {"from": "2026-03-10"}).json()
    days = {module["id"]: len(module["days"]) for module in labels["modules"]}
    assert days == {"beach_day": 7, "drawn": 0}


def test_ten_million_rows_are_stopped_and_said(
    client: httpx.Client, world: World, folder: Path
) -> None:
    broken(folder, world, TEN_MILLION, "indicator")
    one = card(client)
    [last] = one["runs"]
    assert last["outcome"] in (RunOutcome.too_slow, RunOutcome.too_big, RunOutcome.bad_result)
    assert last["sentence"] in shown(one)


def test_examples_with_a_typo_are_told_with_their_line(
    client: httpx.Client, world: World, folder: Path
) -> None:
    source = BEGIN + '"""Always."""\ndef drawn(facts, p):\n    return Label(Answer.yes)\n'
    toml = HEAD.format(kind="label", needs=NEEDS) + WARMEST
    folder_of(folder, "drawn", toml, source, EXAMPLES.replace(",no,", ",nope,"))
    one = card(client)
    [examples] = [check for check in one["checks"] if check["name"] == "examples"]
    assert "examples.csv, line 3, answer: 'nope' is none of" in examples["finding"]
    assert one["may_be_used"] is False
    assert "examples.csv, line 3, answer: 'nope' is none of" in shown(one)
    asked = {**TOWN, "enabled": True, "by": "A. Official", "why": "council decision 1"}
    problem = refused(client.post("/modules/drawn/settings", json=asked), 400)
    assert problem["faults"][0]["name"] == "id"


def test_a_manifest_that_cannot_be_read_hides_no_other(client: httpx.Client, folder: Path) -> None:
    folder_of(folder, "drawn", "name =", "", EXAMPLES)
    found = told(client.get("/modules", params=TOWN), Modules)
    states = {one["id"]: (one["broken"] is None, one["state"]) for one in found["modules"]}
    assert states == {"beach_day": (True, "on"), "drawn": (False, "never_on")}
    [one] = [one for one in found["modules"] if one["id"] == "drawn"]
    assert "It is not TOML" in one["broken"]
    assert one["broken"] in shown(one)
    refused(client.post("/modules/drawn/trials", json={**TOWN, "from": "2026-03-10"}), 400)


def test_after_three_failures_the_card_says_that_stoep_switched_it_off(
    client: httpx.Client, world: World, folder: Path
) -> None:
    broken(folder, world, "def drawn(facts, p):\n    return 1 / 0\n")
    module = read_module(folder / "drawn")
    for hour in (6, 7):
        run(world, module, HERE, DAY, Basis.observed, at(f"13 0{hour}:00"))
    one = card(client)
    assert (one["state"], one["failed"]) == ("off", 3)
    setting = one["setting"]
    assert (setting["by"], setting["verified"]) == ("Stoep", True)
    assert "3 runs in a row failed, the last one: ZeroDivisionError" in setting["why"]
    assert "drawn.py, line 2" in setting["why"]
    assert f"Stoep heeft hem uitgezet: {setting['why']}" in shown(one)
    assert card(client, "beach_day")["state"] == "on"
