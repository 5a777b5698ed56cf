"""`docs/write-a-module.md` done by the letter, in a scratch copy, for a second demo city."""

import json
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


DRIVER = """
import json, pathlib, shlex, sys
from typer.testing import CliRunner
from stoep.cli import app
said = []
for what, text in json.load(sys.stdin):
    if what == "run":
        done = CliRunner().invoke(app, shlex.split(text)[1:])
        said.append([text, done.exit_code, done.output])
    else:
        assert pathlib.Path(what).exists(), "a file of the skeleton is made one's own"
        pathlib.Path(what).write_text(text)
print(json.dumps(said))
"""
"""Types the steps one after the other; one process, for most of a command's time is its start."""


def steps_of(page: str) -> list[tuple[str, str]]:
    """What the page tells to do, in order: ("run", command) or (file, text)."""
    found, at = [], 0
    for fence in FENCE.finditer(page):
        language, body = fence.groups()
        written = FILE.search(page[at : fence.start()].rstrip() + "\n")
        at = fence.end()
        if written is not None:
            found.append((written[1], body))
        elif language == "sh":
            lines = body.replace("\\\n", " ").strip().splitlines()
            found += [("run", command) for command in lines]
    return found


def do(steps: list[tuple[str, str]], folder: Path, address: str, home: Path) -> list[str]:
    """What a person would see who does this in the folder, command by command."""
    environment = os.environ | {
        "PYTHONPATH": str(folder),
        "STOEP_DATABASE": address,
        "STOEP_HOME": str(home),
    }
    done = subprocess.run(
        [sys.executable, "-c", DRIVER], input=json.dumps(steps), capture_output=True, text=True,
        timeout=300, check=False, cwd=folder, env=environment,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    for command, code, output in said:
        assert code == 0, (command, output)
    return [output for _, _, output in said]


def test_the_page_leads_from_nothing_to_a_module_that_is_on(
    scratch: Path, address: str, tmp_path: Path
) -> None:
    again = (
        "stoep module try swim_day --city zilt --from 2026-07-01 --to 2026-07-08 --set warm_c=24"
    )
    steps = [*steps_of(PAGE.read_text()), ("run", again)]
    typed = [text.split() for what, text in steps if what == "run"]
    names = [words[2] if words[1] == "module" else words[1] for words in typed]
    assert set(names) == {
        "new", "check", "zones", "weather", "try", "enable", "run", "list", "history",
    }  # fmt: skip
    output = dict(zip(names, do(steps, scratch, address, tmp_path), strict=True))
    assert "8 examples give what is expected" in output["check"]
    assert "warm_c = 22.0 °C" in output["enable"]
    assert "on, warm_c=22" in output["list"]
    assert "council decision 12" in output["history"]
    # 25 on the 4th; rain on the 5th; a missing hour on the 7th. With 22, the 3rd and 6th are too.
    assert "1 yes, 5 no, 1 unknown" in output["try"], output["try"]
    assert "Otherwise than with the setting that holds now: 2 days" in output["try"]


def test_another_city_uses_the_beach_day_with_no_code_of_its_own(
    scratch: Path, address: str, tmp_path: Path
) -> None:
    """A lake that wants it warmer and minds a shower less: other answers from the same file."""
    days = "stoep module try beach_day --city zilt --from 2026-07-04 --to 2026-07-07"
    commands = (
        "stoep zones import zilt.geojson --kind municipality --source x --valid-from 2026-01-01"
        " --municipality code",
        "stoep weather import zilt.csv --city zilt --source x",
        days,
        f"{days} --set free_c=25 --set rain_mm=5",
    )
    *_, usual, lake = do([("run", one) for one in commands], scratch, address, tmp_path)
    # On Monday it was 22 °C, and whether schools were closed nobody told.
    assert "1 yes, 1 no, 1 unknown" in usual
    assert "2 yes, 1 no, 0 unknown" in lake
