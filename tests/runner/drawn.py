"""Modules and facts drawn for tests of the runner."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from runner.outcome import Limits, Run
from runner.run import run
from stoep.contract import Area, Basis, Day, Facts, Hour, Hours, Stay
from stoep.contract.manifest import Manifest, read_manifest

HERE = "GM9999"
PATIENT = Limits(seconds=30.0)
"""For runs that end by themselves, however busy the machine is."""
HEAD = """
name = "drawn"
version = "1.0.0"
contract = 1
kind = "{kind}"
owner = "Gemeente Zilt"
contact = "rules@zilt.example"
licence = "EUPL-1.2"
public_task = "Testing."
review = 2030-01-01
needs = {needs}
title = {{ nl = "Getekend", en = "Drawn" }}
about = {{ nl = "Een test.", en = "A test." }}
"""
INDICATOR = """
[indicator]
nl = "Deel"
en = "Share"
unit = "share"
per = "district"
minimum = 0
maximum = 1
better = "less"
"""
FINDINGS = """
[findings.too_full]
nl = "Te vol"
en = "Too full"
"""
WARMEST = """
[evidence.warmest]
nl = "Warmste uur"
en = "Warmest hour"
unit = "°C"
"""
NEEDS = '["weather", "calendar", "events", "stays", "areas/district"]'
ESCAPE = """
from stoep.contract import *
inner = [c for c in ().__class__.__base__.__subclasses__() if c.__name__ == "_wrap_close"][0]
os = inner.__init__.__globals__
sys = os["sys"]
"""
"""How a module gets at what it may not import: Python cannot hide it, the kernel must."""


def manifest(kind: str = "label", needs: str = NEEDS, more: str = "") -> Manifest:
    """A manifest of a kind, with what that kind needs."""
    parts = {"label": "", "indicator": INDICATOR, "findings": FINDINGS}
    return read_manifest(HEAD.format(kind=kind, needs=needs) + parts[kind] + WARMEST + more)


def facts(day: date = date(2026, 6, 6), celsius: float | None = 27.0, **more: Any) -> Facts:
    """A dry sunny day, one district and a vehicle in it."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=2)
    hours = tuple(
        Hour(midnight + timedelta(hours=h), h, celsius, 0.0, 3.0, 600.0, "drawn") for h in range(24)
    )
    told: dict[str, Any] = {
        "weather": Hours(hours),
        "events": (),
        "areas": (Area("district", "A", "A", 4.28, 52.1, 1e6),),
        "stays": (Stay("swift", "moped", "available", 4.28, 52.1, 60, ("district/A",), 20.0),),
        "coverage": 1.0,
    }
    return Facts(
        municipality=HERE,
        timezone="Europe/Amsterdam",
        at=midnight + timedelta(hours=12),
        basis=Basis.observed,
        known_at=midnight + timedelta(hours=26),
        day=Day(day, day.isoweekday(), "", ""),
        **(told | more),
    )


def run_body(
    body: str, *cases: Facts, kind: str = "label", limits: Limits | None = None, needs: str = NEEDS
) -> Run:
    """Run a module whose function `drawn(facts, p)` is in `body`."""
    return run(manifest(kind, needs), body, {}, cases or (facts(),), limits or PATIENT)


def folder_of(
    root: Path, name: str, toml: str, source: str, examples: str, readme: str = "word " * 30
) -> Path:
    """A module's folder with its four files."""
    folder = root / name
    folder.mkdir(parents=True)
    (folder / "module.toml").write_text(toml)
    (folder / f"{name}.py").write_text(source)
    (folder / "examples.csv").write_text(examples)
    (folder / "README.md").write_text(readme)
    return folder
