"""The systemd units: verified by systemd itself where it is, hardened, and naming what exists."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.stoep.test_docs import SETTINGS, commands

UNITS = sorted((ROOT / "setup/systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
MOST_EXPOSED = 25
"""Tenths: what `systemd-analyze security` may find, of 100."""


@pytest.fixture
def systemd_analyze() -> str:
    found = shutil.which("systemd-analyze")
    if found is None:
        pytest.skip("systemd-analyze is not here: the units are not verified")
    return found


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units as if Stoep were installed here."""
    for unit in UNITS:
        (tmp_path / unit.name).write_text(unit.read_text().replace("/opt/stoep", str(ROOT)))
    return tmp_path


def test_systemd_finds_no_fault(systemd_analyze: str, units: Path) -> None:
    files = sorted(map(str, units.iterdir()))
    done = subprocess.run(
        [systemd_analyze, "verify", *files], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_little_is_exposed(systemd_analyze: str, units: Path, unit: Path) -> None:
    words = ["security", "--offline=true", f"--threshold={MOST_EXPOSED}", str(units / unit.name)]
    done = subprocess.run([systemd_analyze, *words], capture_output=True, text=True, check=False)
    if "nrecognized option" in done.stderr:
        pytest.skip("this systemd-analyze is too old to judge units that are not installed")
    assert done.returncode == 0, done.stdout[-300:]


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_a_service_runs_a_command_that_exists_as_nobody_special(unit: Path) -> None:
    text = unit.read_text()
    [command] = re.findall(r"/opt/stoep/\.venv/bin/stoep (\w+)", text.split("ExecStart=")[1])
    assert command in commands()
    assert set(re.findall(r"STOEP_[A-Z_]+", text)) <= SETTINGS
    for line in ("User=stoep", "NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes",
                 "CapabilityBoundingSet=", "EnvironmentFile=/etc/stoep/stoep.env"):  # fmt: skip
        assert line in text.splitlines(), line


@pytest.mark.parametrize("name", ["stoep-ingest.service", "stoep-web.service"])
def test_what_runs_modules_may_put_up_their_walls(name: str) -> None:
    text = (ROOT / "setup/systemd" / name).read_text()
    assert "SystemCallFilter=@system-service seccomp" in text
    assert "RestrictNamespaces=net user" in text


def test_the_docs_name_every_unit() -> None:
    text = (ROOT / "docs/operate.md").read_text()
    assert [unit.name for unit in UNITS if unit.name not in text] == []
