"""The child: takes facts and a module's source from its input, puts up the walls, runs, answers.

Nothing of the module is read before the walls stand. What it prints goes to the error output; the
answer goes to a pipe of its own.
"""

import builtins
import faulthandler
import gc
import importlib
import os
import platform
import resource
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from runner import walls
from stoep.contract.allowed import MODULES

ANSWER = 3
DUMP_BEFORE_S = 0.2
MOST_TOLD = 300
NOT_NEEDED = frozenset({"numpy", "pandas"})
"""Arrow loads these where they are there: most of the time of a start, for what no run uses."""


class NotImported(ImportError):
    """The module imports what it may not."""


class BadReturn(TypeError):
    """The function returned something else than its manifest says."""


class _Without:
    """Tells Python that what is not needed is not there."""

    @staticmethod
    def find_spec(name: str, *_: object) -> None:
        if name in NOT_NEEDED:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def main() -> None:
    """One run; the exit code is 0 when there is an answer, even one that tells of a failure."""
    sys.meta_path.insert(0, _Without)
    network = walls.leave_network()
    os.dup2(1, ANSWER)
    os.dup2(2, 1)
    from runner import wire
    from stoep.contract.facts import Undeclared

    for name in (*MODULES, "_strptime", "encodings.idna", "linecache", "numbers"):
        importlib.import_module(name)
    header, tables = wire.unpack(sys.stdin.buffer.read())
    needs = {need.split("/")[0] for need in header["needs"]}
    facts = [
        replace(one, **{n: Undeclared(n) for n in wire.LISTS if n not in needs})  # type: ignore[arg-type]
        for one in wire.facts_in(tables)
    ]
    if "calendar" not in needs:
        facts = [replace(one, day=replace(one.day, **_nothing(Undeclared))) for one in facts]
    if "areas" not in needs and "stays" not in needs:
        facts = [replace(one, coverage=None) for one in facts]
    faulthandler.enable(file=2, all_threads=False)
    faulthandler.dump_traceback_later(max(header["seconds"] - DUMP_BEFORE_S, 0.1), file=2)
    os.nice(10)
    user, processor = walls.become_nobody(), platform.machine()
    walls.bound(header["memory_mb"], header["seconds"])
    try:
        walls.close_all()
    except walls.NoWalls as missing:
        _say({"ready": False, "sentence": str(missing)})
        return
    gc.collect()
    _say({"ready": True, "walls": [network, user, f"system calls listed for {processor}"]})
    kind = wire.RESULTS[header["kind"]]
    done, made = _run(header, facts, kind)
    out = wire.results_out(kind, made) if "failed" not in done else {}
    _write(wire.pack({**done, "memory_mb": _peak_mb()}, out))


def _nothing(undeclared: Callable[[str], Any]) -> dict[str, Any]:
    return {name: undeclared("calendar") for name in ("public_holiday", "school_holiday")}


def _run(
    header: Mapping[str, Any], facts: Sequence[Any], kind: type
) -> tuple[dict[str, Any], list[Sequence[Any]]]:
    """What became of it, and the results of each of the facts."""
    from stoep.contract.parameters import Parameters

    file, name = f"{header['name']}.py", header["name"]
    case: int | None = None
    made: list[Sequence[Any]] = []
    try:
        told: dict[str, Any] = {"__name__": name, "__builtins__": _builtins()}
        exec(compile(header["source"], file, "exec"), told)
        if not callable(told.get(name)):
            raise BadReturn(f"{file} has no function {name}(facts, parameters)")
        parameters = Parameters(
            {k: tuple(v) if isinstance(v, list) else v for k, v in header["parameters"].items()}
        )
        for one in facts:
            case = len(made)
            made.append(_results(told[name](one, parameters), kind, name))
        case = None
        from runner import wire

        wire.results_out(kind, made)  # what has a wrong type is found here, with its sentence
    except BaseException as wrong:  # whatever it raises is its own failure, also SystemExit
        return {"failed": _kind_of(wrong), "case": case, **_told(wrong, file)}, []
    return {}, made


def _results(given: Any, kind: type, name: str) -> Sequence[Any]:
    from stoep.contract import Evidence, Label

    listed = [given] if kind is Label else given
    if isinstance(listed, (str, bytes, dict)) or not hasattr(listed, "__iter__"):
        raise BadReturn(f"{name} returned {type(given).__name__}, not a list of {kind.__name__}")
    results = tuple(listed)
    for one in results:
        if type(one) is not kind:
            raise BadReturn(f"{name} returned {type(one).__name__}, not {kind.__name__}")
        for why in getattr(one, "because", ()):
            if type(why) is not Evidence:
                raise BadReturn(f"because holds {type(why).__name__}, not Evidence")
    return results


def _builtins() -> dict[str, Any]:
    """Python's own names, with an import that knows what a module may import."""
    known = dict(vars(builtins))

    def only_allowed(name: str, *rest: Any, **options: Any) -> Any:
        if name not in MODULES:
            raise NotImported(f"a module may not import {name}")
        return builtins.__import__(name, *rest, **options)

    known["__import__"] = only_allowed
    return known


def _kind_of(wrong: BaseException) -> str:
    if isinstance(wrong, MemoryError):
        return "too_big"
    if isinstance(wrong, SystemExit):
        return "exited"
    if isinstance(wrong, (PermissionError, NotImported)):
        return "forbidden"
    return "bad_result" if type(wrong).__module__.startswith(("pyarrow", "runner")) else "raised"


def _told(wrong: BaseException, file: str) -> dict[str, Any]:
    """A sentence about what went wrong, and the last line of the module that was in it."""
    try:
        steps = traceback.extract_tb(wrong.__traceback__, limit=-50)
        lines = [step.lineno for step in steps if step.filename == file]
        if isinstance(wrong, SyntaxError) and wrong.filename == file:
            lines.append(wrong.lineno)
        sentence = f"{type(wrong).__name__}: {wrong}"[:MOST_TOLD]
    except Exception:  # its own __str__ may raise, too
        lines, sentence = [], type(wrong).__name__[:MOST_TOLD]
    return {"sentence": sentence, "line": lines[-1] if lines else None}


def _say(words: Mapping[str, Any]) -> None:
    from runner import wire

    _write(wire.pack(words, {}))


def _write(data: bytes) -> None:
    view = memoryview(len(data).to_bytes(8, "little") + data)
    while view:
        view = view[os.write(ANSWER, view) :]


def _peak_mb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    # Imported by its name, so that what it raises is not of `__main__`.
    from runner.inside import main as run_once

    run_once()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
