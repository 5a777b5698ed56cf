"""Schemathesis, which draws from our OpenAPI document in its own way, on a server of two workers.

It is kept apart from our own environment, as pip-audit is; `make scorecard` installs it. Without
it the other inputs still count, and the figure says that it was not there.
"""

import json
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.scorecard.fuzz.tally import HANG_S, Tally
from bench.scorecard.measure import ROOT
from bench.scorecard.servers import workers
from bench.scorecard.town import NOW_S, Town

COMMAND = ROOT / ".stoep" / "schemathesis" / "bin" / "schemathesis"
SECONDS, PATIENCE_S = 60, 150
EXAMPLES = 30


def run_schemathesis(tally: Tally, town: Town, from_seed: int) -> str:
    """Let it ask; which one it was, for the figure."""
    if not COMMAND.exists():
        return "Schemathesis is not installed: make scorecard does that"
    with workers(town.address, NOW_S) as port, tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "told.ndjson"
        words = [
            str(COMMAND), "run", f"http://127.0.0.1:{port}/v1/openapi.json",
            "--url", f"http://127.0.0.1:{port}/v1", "--checks", "not_a_server_error",
            "--phases", "coverage,fuzzing", "--mode", "all", "--workers", "2",
            "--max-examples", str(EXAMPLES), "--max-time", str(SECONDS),
            "--request-timeout", str(HANG_S), "--seed", str(from_seed), "--continue-on-failure",
            "--suppress-health-check", "all", "--warnings", "off", "--no-color",
            "--report", "ndjson", "--report-ndjson-path", str(told),
        ]  # fmt: skip
        surroundings = {**os.environ, "SCHEMATHESIS_HOOKS": ""}
        done = subprocess.run(
            words, cwd=folder, env=surroundings, capture_output=True, text=True,
            timeout=PATIENCE_S, check=False,
        )  # fmt: skip
        before = tally.cases["Schemathesis"]
        for status, what in _asked(told):
            tally.cases["Schemathesis"] += 1
            if status >= 500 or status == 0:
                tally.wrong("Schemathesis", str(status or "hang"), what, "")
        version = re.search(r"Schemathesis v?([\d.]+\d)", done.stdout)
    found = tally.cases["Schemathesis"] - before
    if not found:
        tally.wrong("Schemathesis", "nothing asked", done.stdout[-400:], done.stderr[-400:])
    return f"Schemathesis {version[1] if version else ''}: {found:,} of them"


def _asked(told: Path) -> Iterator[tuple[int, Any]]:
    """Each request that it reports: the status of its answer (0: none came), and what it was."""
    if not told.exists():
        return
    with told.open() as lines:
        for line in lines:
            yield from _interactions(json.loads(line))


def _interactions(event: dict[str, Any]) -> Iterator[tuple[int, Any]]:
    inner = event.get("ScenarioFinished")
    recorder = (inner or {}).get("recorder", {})
    for one in (recorder.get("interactions") or {}).values():
        answer, asked = one.get("response") or {}, one.get("request") or {}
        yield int(answer.get("status_code") or 0), {k: asked.get(k) for k in ("method", "uri")}
