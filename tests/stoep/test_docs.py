"""What the docs and the compose file name exists in the code, and generated pages are fresh."""

import re
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml

from stoep.cli import app
from stoep.settings import Settings
from stoep.settings_page import page as settings_page
from stoep.vocabulary import AreaKind, FormFactor, PollOutcome, VehicleState
from tests.conftest import ROOT
from zones.registry_page import page as registry_page

PAGES = sorted([*ROOT.glob("*.md"), ROOT / "docker-compose.yml", *(ROOT / "docs").rglob("*.md")])
SETTINGS = {f"STOEP_{name.upper()}" for name in Settings.model_fields}


def commands() -> dict[str, set[str]]:
    """Every command with its options; `feed add` for a command of a group."""
    found: dict[str, set[str]] = {}

    def walk(command: Any, path: str) -> None:
        inner_commands = getattr(command, "commands", None)
        if inner_commands:
            for name, inner in inner_commands.items():
                walk(inner, f"{path} {name}".strip())
        else:
            found[path] = {
                option for p in command.params for option in [*p.opts, *p.secondary_opts]
            }

    walk(typer.main.get_command(app), "")
    return found


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_settings_that_a_page_names_exist(path: Path) -> None:
    named = set(re.findall(r"STOEP_[A-Z_]+", path.read_text()))
    assert named - {"STOEP_"} <= SETTINGS


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_commands_that_a_page_names_exist(path: Path) -> None:
    known = commands()
    text = path.read_text().replace("\\\n", " ")
    for line in re.findall(r"^(?:\.venv/bin/)?stoep ([^#\n]*)", text, re.MULTILINE):
        words = line.split()
        names = [" ".join(words[:n]) for n in (3, 2, 1)]
        name = next((name for name in names if name in known), words[0])
        assert name in known, line
        assert {w for w in words if w.startswith("--")} <= known[name], line


def test_the_commands_of_the_house_are_there() -> None:
    wanted = {"demo", "run", "ingest", "serve", "migrate", "doctor", "replay", "feed add"}
    assert wanted <= set(commands())


def test_the_compose_file_has_the_production_shape() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    assert set(services) == {"db", "migrate", "ingest", "web"}
    for service in ("migrate", "ingest", "web"):
        program, command = services[service]["command"]
        assert program == "stoep"
        assert command in commands()
    assert [name for name, service in services.items() if "ports" in service] == ["web"]


def test_generated_pages_are_fresh() -> None:
    assert (ROOT / "docs/settings.md").read_text() == settings_page()
    assert (ROOT / "docs/indicators.md").read_text() == registry_page()


def test_every_poll_outcome_is_explained() -> None:
    text = (ROOT / "docs/feeds.md").read_text()
    assert [outcome for outcome in PollOutcome if f"`{outcome}`" not in text] == []


@pytest.mark.parametrize("path", [p for p in PAGES if p.suffix == ".md"], ids=lambda p: p.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text()):
        if "://" not in target:
            assert (path.parent / target).exists(), target


@pytest.mark.parametrize(
    ("page", "least"),
    [("evidence.md", 11), ("faults.md", 42), ("edge-cases.md", 45), ("mistakes.md", 17)],
)
def test_every_test_that_a_table_names_exists(page: str, least: int) -> None:
    named = re.findall(r"`(test_\w+\.py)::(test_\w+)`", (ROOT / "docs" / page).read_text())
    assert len(named) > least
    for file, name in named:
        # Some folders have a file of the same name.
        there = "".join(path.read_text() for path in (ROOT / "tests").rglob(file))
        assert f"def {name}(" in there, (file, name)


def test_the_words_of_the_code_are_in_the_glossary_in_both_languages() -> None:
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|", (ROOT / "docs/glossary.md").read_text(), re.M)
    words = {english.strip(): dutch.strip() for english, dutch in rows}
    assert [word for word in (*FormFactor, *VehicleState, *AreaKind) if not words.get(word)] == []


def test_the_dutch_guide_names_every_page_as_the_menu_does() -> None:
    guide = (ROOT / "docs/gebruik.md").read_text()
    texts = (ROOT / "dashboard/texts/nl").glob("*.toml")
    names = [
        found for text in texts for found in re.findall(r'^nav = "(.+)"$', text.read_text(), re.M)
    ]
    assert len(names) > 10
    assert [name for name in names if name not in guide] == []


def test_every_criterion_of_the_standard_for_public_code_has_an_honest_state() -> None:
    text = (ROOT / "docs/public-code.md").read_text()
    states = re.findall(r"^\| [A-Z][^|]+ \| (yes|partly|no) \| ([^|]+) \|$", text, re.M)
    assert len(states) == 16
    assert all(len(why.strip()) > 20 for _, why in states)
