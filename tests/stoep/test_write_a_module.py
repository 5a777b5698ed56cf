"""`docs/write-a-module.md` done by the letter, in a scratch copy, for a second demo city."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

PAGE = ROOT / "docs" / "write-a-module.md"
PACKAGES = ("runner", "modules")
"""Those that know where modules are; the rest is the project's own."""
FENCE = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"Write this to `(modules/\S+)`:\s*$")
TOWN = """{"type": "FeatureCollection", "features": [{"type": "Feature",
 "properties": {"code": "GM9997", "name": "Zilt"}, "geometry": {"type": "Polygon",
 "coordinates": [[[4.3, 52.1], [4.32, 52.1], [4.32, 52.11], [4.3, 52.11], [4.3, 52.1]]]}}]}
"""
HEAD = "hour_end_utc,temp_c,precip_mm,wind_ms,ghi_wm2"
WARMTH = (19, 21, 23, 25, 27, 22, 24)
"""The afternoons of 1 to 7 July 2026; on the 5th it rains, and of the 7th an hour is missing."""


def weather() -> str:
    """A week of hours, as a weather institute writes them."""
    lines = [HEAD]
    for day, celsius in enumerate(WARMTH, start=1):
        for hour in range(24):
            if (day, hour) == (7, 14):
                continue
            rain = 3.0 if (day, hour) == (5, 13) else 0.0
            lines.append(f"2026-07-{day:02}T{hour:02}:00:00Z,{celsius},{rain},3,400")
    return "\n".join(lines) + "\n"


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """A copy of what the page changes, with the files that a town brings."""
    copy = tmp_path / "stoep"
    copy.mkdir()
    for name in PACKAGES:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "zilt.geojson").write_text(TOWN)
    (copy / "zilt.csv").write_text(weather())
    return copy


def test_the_page_leads_from_nothing_to_a_module_that_is_on(
    scratch: Path, address: str, tmp_path: Path
) -> None:
    said: dict[str, str] = {}
    page, at = PAGE.read_text(), 0
    for fence in FENCE.finditer(page):
        language, body = fence.groups()
        written = FILE.search(page[at : fence.start()].rstrip() + "\n")
        at = fence.end()
        if written is not None:
            assert (scratch / written[1]).exists(), "a file of the skeleton is made one's own"
            (scratch / written[1]).write_text(body)
        elif language == "sh":
            for command in body.replace("\\\n", " ").strip().splitlines():
                said[command] = run(command, scratch, address, tmp_path)
    told = {words: output for words, output in said.items() if words.startswith("stoep module")}
    assert {words.split()[2] for words in told} == {
        "new", "check", "try", "enable", "run", "list", "history",
    }  # fmt: skip
    output = {words.split()[2]: text for words, text in told.items()}
    assert "8 examples give what is expected" in output["check"]
    # 25 on the 4th; rain on the 5th; a missing hour on the 7th.
    assert "1 yes, 5 no, 1 unknown" in output["try"], output["try"]
    assert "warm_c = 22.0 °C" in output["enable"]
    assert "on, warm_c=22" in output["list"]
    assert "council decision 12" in output["history"]
    again = (
        "stoep module try swim_day --city zilt --from 2026-07-01 --to 2026-07-08 --set warm_c=24"
    )
    assert "Otherwise than with the setting that holds now: 2 days" in run(
        again, scratch, address, tmp_path
    )


def test_another_city_uses_the_beach_day_with_no_code_of_its_own(
    scratch: Path, address: str, tmp_path: Path
) -> None:
    """A lake that wants it warmer and minds a shower less: other answers from the same file."""
    for command in (
        "stoep zones import zilt.geojson --kind municipality --source x --valid-from 2026-01-01"
        " --municipality code",
        "stoep weather import zilt.csv --city zilt --source x",
    ):
        run(command, scratch, address, tmp_path)
    days = "stoep module try beach_day --city zilt --from 2026-07-04 --to 2026-07-07"
    usual = run(days, scratch, address, tmp_path)
    lake = run(f"{days} --set free_c=25 --set rain_mm=5", scratch, address, tmp_path)
    # On Monday it was 22 °C, and whether schools were closed nobody told.
    assert "1 yes, 1 no, 1 unknown" in usual
    assert "2 yes, 1 no, 0 unknown" in lake


def run(command: str, folder: Path, address: str, home: Path) -> str:
    """What a person would see who types it in the folder."""
    program = "import sys; from stoep.cli import app; sys.argv[0] = 'stoep'; app()"
    words = [sys.executable, "-c", program]
    environment = os.environ | {
        "PYTHONPATH": str(folder),
        "STOEP_DATABASE": address,
        "STOEP_HOME": str(home),
        "NO_COLOR": "1",
    }
    done = subprocess.run(
        ["/bin/sh", "-c", f'"$@" {command.removeprefix("stoep ")}', "sh", *words],
        capture_output=True, text=True, timeout=120, check=False, cwd=folder, env=environment,
    )  # fmt: skip
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    return done.stdout
