"""Figure 12: known weaknesses, the lock, secrets, rules of routes, and whether tests notice."""

import json
import re
import subprocess
from typing import Any

from fastapi import FastAPI

from api.app import create_app
from api.permissions import RULES
from bench.scorecard import mutants
from bench.scorecard.figure import Measured
from bench.scorecard.measure import ROOT
from stoep.settings import Settings
from tests.stoep.test_secrets import found_in, tracked

LEAST_KILLED, LEAST_TRIED = 0.80, 30
AUDIT = ROOT / ".stoep" / "audit" / "bin" / "pip-audit"
NOWHERE = "postgresql://nobody@/none?host=/nowhere&connect_timeout=1"
HIDDEN = {"HEAD", "OPTIONS"}


def measure() -> Measured:
    """All five; one that could not be measured counts as not held."""
    weak = _weaknesses()
    loose, secrets, unruled = unhashed(), _secrets(), without_rule()
    tested = mutants.killed_share()
    killed, tried = tested["share"], tested.get("tried", 0)
    said = "audit not measured" if weak is None else f"{len(weak)} known weaknesses"
    return Measured(
        f"{said}, {len(loose)} unhashed, {len(secrets)} secrets,"
        f" {len(unruled)} routes without a rule, {killed:.0%} of {tried} mutants killed",
        weak == [] and not (loose or secrets or unruled)
        and killed >= LEAST_KILLED and tried >= LEAST_TRIED,
        {"weaknesses": weak, "unhashed": loose, "secrets": secrets, "routes": unruled,
         "mutants": tested},
    )  # fmt: skip


def _weaknesses() -> list[str] | None:
    """Those that are known of what the lock names, of any weight; None where nobody could say."""
    if not AUDIT.exists():
        return None
    words = [str(AUDIT), "--requirement", "requirements.lock", "--require-hashes", "--disable-pip",
             "--format", "json", "--progress-spinner", "off"]  # fmt: skip
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    try:
        told: list[dict[str, Any]] = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        return None
    return [f"{one['name']} {v['id']}" for one in told for v in one.get("vulns", ())]


def unhashed(text: str | None = None) -> list[str]:
    """What the lock names without a hash."""
    lock = (ROOT / "requirements.lock").read_text() if text is None else text
    blocks = re.split(r"\n(?=[A-Za-z0-9])", lock)
    named = [one for one in blocks if re.match(r"[A-Za-z0-9][\w.\-\[\]]* ?(==|@)", one)]
    return [one.split()[0] for one in named if "--hash=sha256:" not in one]


def _secrets() -> list[str]:
    """What looks like one, in all files that git knows."""
    return [
        f"{file.relative_to(ROOT)}: {hit.split(':')[0]}"
        for file in tracked()
        for hit in found_in(file.read_bytes().decode(errors="replace"))
    ]


def without_rule() -> list[str]:
    """Routes under /v1 that nobody has said of who may."""
    server = create_app(Settings(), NOWHERE)
    inner = next(route for route in server.routes if getattr(route, "path", "") == "/v1").app  # type: ignore[attr-defined]
    while not isinstance(inner, FastAPI):
        inner = inner.app
    inner.state.evidence.connections.close()
    inner.state.evidence.writing.close()
    found = {
        (method, getattr(route, "path", ""))
        for route in inner.routes
        for method in (getattr(route, "methods", None) or set()) - HIDDEN
    }
    return sorted(f"{method} {path}" for method, path in found - set(RULES))
