"""Acts that a module must not manage: all are tried behind the walls, none succeeds."""

import json
import os
import platform
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from runner import walls
from runner.outcome import Run, RunOutcome
from runner.run import run
from stoep.cluster import Cluster
from stoep.contract import Answer, Label
from tests.runner.acts import HARMLESS, SOURCE
from tests.runner.drawn import ESCAPE, PATIENT, facts, manifest

EVIDENCE = '[evidence.got]\nnl = "Gelukt"\nen = "Managed"\n'
TRY = """

def drawn(facts, p):
    world = WORLD
    name = list(ACTS)[int(facts.coverage)]
    try:
        got, held = ACTS[name](world), True
    except BaseException as refused:
        got, held = refused, False
    note = ascii(got)[:90].replace("<", "").replace(">", "")
    answer = Answer.yes if held and got else Answer.no
    return Label(answer, (Evidence("got", None, None, held, note),))
"""
NAMES: list[str] = [
    line.split('"')[1] for line in SOURCE.split("ACTS = {")[1].splitlines() if '":' in line
]
World = dict[str, Any]
pytestmark = pytest.mark.skipif(
    platform.machine() != "x86_64", reason="the acts call the kernel by numbers of x86_64"
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, cluster: Cluster) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("world")
    folder.chmod(0o777)
    (folder / "secret").write_text("the key of all pseudonyms")
    (folder / "prey").write_text("prey")
    outside = folder / "outside"
    outside.mkdir(mode=0o777)
    signal.signal(signal.SIGURG, signal.SIG_IGN)
    held = os.open(folder / "secret", os.O_RDONLY)
    os.set_inheritable(held, True)
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        yield {
            "secret": str(folder / "secret"),
            "prey": str(folder / "prey"),
            "outside": str(outside),
            "parent": os.getpid(),
            "port": server.getsockname()[1],
            "postgres": str(next(Path(cluster.socket).glob(".s.PGSQL.*[0-9]"))),
        }
    os.close(held)


@pytest.fixture(scope="module")
def tried(world: World) -> Iterator[Run]:
    """All acts in one run, each a case: what a module gets at through the back door of Python."""
    body = (
        ESCAPE
        + 'globals_of_os = os\n__import__ = sys.modules["builtins"].__import__\n'
        + 'ctypes = sys.modules["ctypes"]\nos = sys.modules["os"]\n'
        + SOURCE.replace("import ctypes\n", "")
        .replace("    import _thread\n", '    _thread = sys.modules["_thread"]\n')
        .replace("    import resource\n", '    resource = sys.modules["resource"]\n')
        + f"WORLD = {world!r}\n"
        + TRY
    )
    cases = [facts(coverage=float(n)) for n in range(len(NAMES))]
    wide = manifest(more=EVIDENCE, needs='["stays", "areas/district"]')
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STOEP_SECRET", "the key of all pseudonyms")
        yield run(wide, body, {}, cases, PATIENT)


def test_there_are_more_than_thirty_acts_and_all_were_tried(tried: Run) -> None:
    assert tried.outcome is RunOutcome.ok, (tried.sentence, tried.where, tried.printed)
    assert len(tried.results) == len(NAMES) > 30


@pytest.mark.parametrize("name", NAMES)
def test_no_act_succeeds(name: str, tried: Run) -> None:
    label = tried.results[NAMES.index(name)]
    assert isinstance(label, Label)
    assert label.answer is Answer.no, label.because[0].note
    # Refused by what is forbidden, not because the act itself is wrongly written.
    refused = ("Permission", "refused", "ImportError", "ModuleNotFound", "start new thread")
    note = label.because[0].note
    assert any(
        word in note for word in (*refused, "none is open", "nothing of ours", "not allowed")
    ), note


def test_nothing_was_changed_outside(tried: Run, world: World) -> None:
    assert tried.ok
    assert list(Path(world["outside"]).iterdir()) == []
    assert Path(world["prey"]).read_text() == "prey"


def test_what_stood_around_a_run_is_told(tried: Run) -> None:
    network, user, calls = tried.walls
    assert network in ("no network", "sockets refused")
    assert user == ("user nobody" if os.geteuid() == 0 else "own user")
    assert calls == f"system calls listed for {platform.machine()}"


@pytest.mark.parametrize("name", HARMLESS)
def test_without_walls_the_acts_do_succeed(name: str, world: World) -> None:
    program = (
        "import os, sys\n" + SOURCE + f"WORLD = {world!r}\nWORLD['parent'] = os.getppid()\n"
        f"got = ACTS[{name!r}](WORLD)\nprint(bool(got))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True, text=True, timeout=60, check=False,
        env=os.environ | {"STOEP_SECRET": "x"},
    )  # fmt: skip
    assert done.stdout.strip() == "True", done.stderr[-300:]
    shutil.rmtree(world["outside"])
    Path(world["outside"]).mkdir(mode=0o777)


def test_the_walls_stand_for_who_is_not_root_too(tmp_path_factory: pytest.TempPathFactory) -> None:
    """With Python of the system, as nobody: a network of its own where the kernel allows it."""
    python = shutil.which("python3", path="/usr/bin")
    if os.geteuid() != 0 or python is None:
        pytest.skip("needs root, to become somebody else, and a Python that all may read")
    program = Path(walls.__file__).read_text() + (
        "\nimport json\nsaid = [leave_network(), become_nobody()]\nbound(256, 2.0)\nclose_all()\n"
        "for act in (lambda: open('/etc/passwd'), os.fork, lambda: os.kill(os.getppid(), 0)):\n"
        "    try:\n        act()\n        said.append('done')\n"
        "    except OSError:\n        said.append('refused')\n"
        "os.write(1, json.dumps(said).encode())\n"
    )
    done = subprocess.run(
        [python, "-I", "-"], input=program, capture_output=True, text=True, timeout=60,
        check=True, user=walls.NOBODY, group=walls.NOBODY, extra_groups=[], cwd="/",
    )  # fmt: skip
    network, user, *acts = json.loads(done.stdout)
    assert network in ("no network", "sockets refused")
    assert user == "own user"
    assert acts == ["refused"] * 3


HEADERS = {
    "x86_64": "/usr/include/x86_64-linux-gnu/asm/unistd_64.h",
    "aarch64": "/usr/include/asm-generic/unistd.h",
}


@pytest.mark.parametrize("processor", HEADERS)
def test_the_numbers_of_calls_are_those_of_the_kernel(processor: str) -> None:
    header = Path(HEADERS[processor])
    if not header.exists():
        pytest.skip(f"{header} comes with the headers of the kernel")
    defined = re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", header.read_text())
    known = {name: int(number) for name, number in defined}
    _, seccomp, allowed = walls.NUMBERS[processor]
    assert {name: known[name] for name in allowed} == allowed
    assert known["seccomp"] == seccomp


WRONG_LISTS = {
    "another processor": ("platform.machine = lambda: 'riscv64'", "no list of system calls"),
    "a list that lets a process start": (
        "NUMBERS['x86_64'][2].update(fork=57, vfork=58, clone=56)",
        "does not hold: fork was not refused",
    ),
    "a list that lets a file open": (
        "NUMBERS['x86_64'][2].update(open=2, openat=257)",
        "does not hold: open was not refused",
    ),
}


@pytest.mark.parametrize("name", WRONG_LISTS)
def test_a_list_that_is_wrong_for_the_processor_is_found_before_anything_runs(name: str) -> None:
    change, sentence = WRONG_LISTS[name]
    program = (
        f"{Path(walls.__file__).read_text()}\n{change}\n"
        "try:\n    close_all()\n    said = 'closed'\nexcept NoWalls as missing:\n"
        "    said = str(missing)\nos.write(1, said.encode())\nos._exit(0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", program], capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    assert sentence in done.stdout, (done.stdout, done.stderr)
