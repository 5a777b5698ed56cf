"""Each figure in a process of its own, which has so long and no longer; two at a time.

What is about time is measured alone, at the end.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from bench.scorecard.figure import Figure, Measured, Plan

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".stoep" / "scorecard"
AT_ONCE = 2
GRACE_S = 30
"""How long a figure has to put things away when its time is over."""
Told = Callable[[Figure], None]


def measure_all(plans: Sequence[Plan], tell: Told) -> list[Figure]:
    """The figures of these plans, in their order; each is told as soon as it is there."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    found: dict[int, Figure] = {}

    def one(plan: Plan) -> None:
        found[plan.number] = measured_apart(plan)
        tell(found[plan.number])

    together = sorted((p for p in plans if not p.alone), key=lambda plan: -plan.limit_s)
    with ThreadPoolExecutor(AT_ONCE) as some:
        list(some.map(one, together))
    for plan in plans:
        if plan.alone:
            one(plan)
    return [found[plan.number] for plan in plans]


def measured_apart(plan: Plan, command: Sequence[str] | None = None) -> Figure:
    """One figure, by a child that is stopped when its time is over."""
    into, log = FOLDER / f"{plan.number}.json", FOLDER / f"{plan.number}.log"
    into.unlink(missing_ok=True)
    words = command or [sys.executable, "-m", "bench.scorecard.one", plan.module, str(into)]
    began = time.monotonic()
    with log.open("wb") as said:
        child = subprocess.Popen(
            words, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=said, stderr=said,
            start_new_session=True, env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        try:
            child.wait(plan.limit_s)
            measured = _read(into, log, child.returncode)
        except subprocess.TimeoutExpired:
            measured = Measured(f"not measured: stopped after {plan.limit_s} s", False)
        finally:
            _end(child)
    return Figure.of(plan, measured, time.monotonic() - began)


def _read(into: Path, log: Path, code: int) -> Measured:
    try:
        return Measured(**json.loads(into.read_text()))
    except (OSError, ValueError, TypeError):
        lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
        why = lines[-1][:200] if lines else f"it ended with {code}"
        return Measured(f"not measured: {why}", False, {"log": str(log.relative_to(ROOT))})


def _end(child: "subprocess.Popen[bytes]") -> None:
    """End a child and all that it started: in order first, so that it puts things away."""
    if child.poll() is None:
        child.terminate()
        with suppress(subprocess.TimeoutExpired):
            child.wait(GRACE_S)
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
