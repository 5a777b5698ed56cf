"""One run of a module, from the server's side: start a child, hand it facts, watch it, stop it."""

import os
import re
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa

from runner import wire
from runner.accept import BadResult, accept
from runner.outcome import Limits, Run, RunOutcome
from stoep.contract.facts import Facts
from stoep.contract.manifest import Manifest

USUAL = Limits()
ENVIRONMENT = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "LC_ALL": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
}
"""All that a child finds in its environment."""
MOST_PRINTED = 4_000
CHUNK = 2**16
LINE = re.compile(r'File "([a-z0-9_]+\.py)", line (\d+)')


def run(
    manifest: Manifest,
    source: str,
    parameters: Mapping[str, Any],
    cases: Sequence[Facts],
    limits: Limits = USUAL,
) -> Run:
    """Run a module over facts, each a case; the results come in the order of the cases.

    Whatever the module does, this returns: at the latest `limits.seconds` after it began.
    """
    header = {
        "name": manifest.name,
        "kind": manifest.kind.value,
        "needs": list(manifest.needs),
        "parameters": dict(parameters),
        "source": source,
        "seconds": limits.seconds,
        "memory_mb": limits.memory_mb,
    }
    given = wire.pack(header, wire.facts_out(cases, manifest.needs))
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="stoep-module-") as empty:
        heard = _listen(_start(empty), given, limits)
    return replace(
        _judge(heard, manifest, cases, limits),
        printed=_printed(heard.errors),
        took_ms=round((time.monotonic() - began) * 1000),
    )


@dataclass
class _Heard:
    """What came out of a child until it ended."""

    answers: bytearray = field(default_factory=bytearray)
    errors: bytearray = field(default_factory=bytearray)
    stopped: str = ""
    """Why it was stopped: time, size; empty: it ended by itself."""
    code: int = 0

    def frames(self) -> list[bytes]:
        """The answers that came whole."""
        found, at = [], 0
        while at + 8 <= len(self.answers):
            size = int.from_bytes(self.answers[at : at + 8], "little")
            if at + 8 + size > len(self.answers):
                break
            found.append(bytes(self.answers[at + 8 : at + 8 + size]))
            at += 8 + size
        return found


def _start(empty: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-I", "-X", "utf8", "-m", "runner.inside"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=empty,
        env=ENVIRONMENT,
        start_new_session=True,
    )


def _listen(child: "subprocess.Popen[bytes]", given: bytes, limits: Limits) -> _Heard:
    """Write the facts, read until the child ends or is stopped; the whole group is gone after."""
    heard, rest = _Heard(), memoryview(given)
    assert child.stdin is not None
    assert child.stdout is not None
    assert child.stderr is not None
    until, begun = time.monotonic() + limits.start_s, False
    try:
        with selectors.DefaultSelector() as watched:
            for pipe, event in (
                (child.stdin, selectors.EVENT_WRITE),
                (child.stdout, selectors.EVENT_READ),
                (child.stderr, selectors.EVENT_READ),
            ):
                os.set_blocking(pipe.fileno(), False)
                watched.register(pipe, event)
            while child.stdout in {key.fileobj for key in watched.get_map().values()}:
                left = until - time.monotonic()
                if left <= 0:
                    heard.stopped = "time"
                    break
                for key, _ in watched.select(left):
                    if key.fileobj is child.stdin:
                        rest = _give(child, rest, watched)
                    else:
                        _take(key.fileobj, child, heard, watched)
                if len(heard.answers) > limits.answer_bytes:
                    heard.stopped = "size"
                    break
                if not begun and heard.frames():
                    until, begun = time.monotonic() + limits.seconds, True
    finally:
        if heard.stopped:
            _kill(child)
        heard.code = _end(child, heard)
    return heard


def _give(
    child: "subprocess.Popen[bytes]", rest: memoryview, watched: selectors.BaseSelector
) -> memoryview:
    assert child.stdin is not None
    try:
        rest = rest[os.write(child.stdin.fileno(), rest[:CHUNK]) :]
    except BlockingIOError:
        return rest
    except BrokenPipeError:
        rest = rest[:0]
    if not rest:
        watched.unregister(child.stdin)
        with suppress(BrokenPipeError):
            child.stdin.close()
    return rest


def _take(
    pipe: Any, child: "subprocess.Popen[bytes]", heard: _Heard, watched: selectors.BaseSelector
) -> None:
    try:
        data = os.read(pipe.fileno(), CHUNK)
    except BlockingIOError:
        return
    if not data:
        watched.unregister(pipe)
    elif pipe is child.stdout:
        heard.answers += data
    else:
        heard.errors += data[: 2 * MOST_PRINTED - len(heard.errors)]


def _end(child: "subprocess.Popen[bytes]", heard: _Heard) -> int:
    """Wait for a child that ended, or end it: none outlives its run; hear its last words."""
    try:
        code = child.wait(0.5)
    except subprocess.TimeoutExpired:
        _kill(child)
        code = child.wait()
    assert child.stderr is not None
    with suppress(BlockingIOError):
        heard.errors += os.read(child.stderr.fileno(), MOST_PRINTED)
    for pipe in (child.stdin, child.stdout, child.stderr):
        if pipe is not None:
            with suppress(BrokenPipeError):
                pipe.close()
    return code


def _kill(child: "subprocess.Popen[bytes]") -> None:
    """End a child and all of its group: it was started as the first of a session."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)


def _judge(heard: _Heard, manifest: Manifest, cases: Sequence[Facts], limits: Limits) -> Run:
    """What came of it; nothing that a child wrote is believed before it is checked."""
    file, frames = f"{manifest.name}.py", heard.frames()
    try:
        hello = wire.unpack(frames[0])[0] if frames else {}
    except (ValueError, OSError, pa.ArrowException):
        hello = {}
    if not hello.get("ready"):
        told = str(hello.get("sentence") or _printed(heard.errors) or "It took too long to start.")
        return Run(RunOutcome.not_started, sentence=f"The run did not begin: {told[-300:]}")
    stood = tuple(map(str, hello.get("walls", ())))
    where = _where(heard.errors, file)
    if heard.stopped == "time":
        sentence = f"It did not end within {limits.seconds:g} s."
        return Run(RunOutcome.too_slow, sentence=sentence, where=where, walls=stood)
    if heard.stopped == "size":
        sentence = f"It answered with more than {limits.answer_bytes // 2**20} MiB."
        return Run(RunOutcome.bad_result, sentence=sentence, walls=stood)
    if len(frames) < 2:
        return replace(_ended(heard.code), where=where, walls=stood)
    try:
        header, tables = wire.unpack(frames[1])
        if "failed" in header:
            return replace(_failed(header, file, cases), walls=stood)
        results = accept(manifest, cases, tables, limits.rows)
        memory_mb = int(header.get("memory_mb") or 0)
    except BadResult as wrong:
        return Run(RunOutcome.bad_result, sentence=wrong.sentence, where=wrong.where, walls=stood)
    except (ValueError, TypeError, KeyError, OverflowError, OSError, pa.ArrowException) as wrong:
        sentence = f"Its answer cannot be read: {wrong}"[:300]
        return Run(RunOutcome.bad_result, sentence=sentence, walls=stood)
    return Run(RunOutcome.ok, results, walls=stood, memory_mb=memory_mb)


def _ended(code: int) -> Run:
    if code == -signal.SIGXCPU:
        return Run(RunOutcome.too_slow, sentence="It used up its processor time.")
    if code < 0:
        name = signal.Signals(-code).name
        return Run(RunOutcome.crashed, sentence=f"Its process crashed ({name}).")
    return Run(RunOutcome.exited, sentence="It ended its process before it answered.")


def _failed(header: Mapping[str, Any], file: str, cases: Sequence[Facts]) -> Run:
    """A failure as the child tells it: its words are a stranger's, and short."""
    outcome = RunOutcome(str(header["failed"]))
    line, case = header.get("line"), header.get("case")
    where = f"{file}, line {line:d}" if isinstance(line, int) else file
    if isinstance(case, int) and 0 <= case < len(cases):
        where += f", for {cases[case].day.date}"
    return Run(outcome, sentence=_plain(str(header.get("sentence", "")))[:300], where=where)


def _where(errors: bytes | bytearray, file: str) -> str:
    """The innermost line of the module in the last words of a process that was stopped."""
    named = [m for m in LINE.finditer(errors.decode(errors="replace")) if m[1] == file]
    return f"{file}, line {named[0][2]}" if named else file


def _printed(errors: bytes | bytearray) -> str:
    return _plain(errors.decode(errors="replace"))[:MOST_PRINTED].strip()


def _plain(text: str) -> str:
    return re.sub(r"[^\n\t\x20-\x7e\xa0-\uffff]", "�", text)
