"""Small changes to the gap rules, one at a time: does a test of them notice?

A mutator of our own: it knows the files and tests that it is about, and forks a process with the
database ready, so that a change costs seconds. Tests of the rules by themselves go first; those on
a database are asked only of a change that these let live. A comparison is turned or moved by one,
a sign turned, `and` made `or`, a `not` left out, a number made one larger.
"""

import ast
import importlib.abc
import importlib.machinery
import os
import random
import resource
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest

from bench.scorecard.measure import ROOT

RULES = ("ingest.judge", "ingest.compare", "ingest.quarantine", "ingest.decide")
FIRST = ("tests/ingest/test_gap_rules.py",)
"""Without a database, in milliseconds."""
TESTS = (
    "tests/ingest/test_record.py", "tests/ingest/test_quarantine.py",
    "tests/ingest/test_record_ids.py", "tests/ingest/test_fault_lists.py",
)  # fmt: skip
SAMPLE, SEED, AT_ONCE = 60, 7, 2
LONGEST_S, BUDGET_S = 180.0, 360.0
MOST_CPU_S = 60
"""A change that makes it compute for ever is noticed; a machine that is busy notices nothing."""
TEMPLATE = "scorecard_mutants"
TURNED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.And: ast.Or,
    ast.Or: ast.And,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One change: the number of a place in a module."""

    module: str
    place: int
    line: int
    what: str


class _Changer(ast.NodeTransformer):
    """Counts the places of a module, and changes the one that is asked for."""

    def __init__(self, wanted: int = -1) -> None:
        self.wanted, self.found = wanted, list[tuple[int, str]]()

    def _here(self, node: Any, what: str) -> bool:
        self.found.append((node.lineno, what))
        return len(self.found) - 1 == self.wanted

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        self.generic_visit(node)
        for place, one in enumerate(node.ops):
            if type(one) in TURNED and self._here(node, type(one).__name__):
                node.ops[place] = TURNED[type(one)]()  # type: ignore[call-overload]
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if type(node.op) in TURNED and self._here(node, type(node.op).__name__):
            node.op = TURNED[type(node.op)]()  # type: ignore[assignment]
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        if self._here(node, type(node.op).__name__):
            node.op = TURNED[type(node.op)]()  # type: ignore[assignment]
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        self.generic_visit(node)
        turns = isinstance(node.op, ast.Not | ast.Invert | ast.USub)
        return node.operand if turns and self._here(node, type(node.op).__name__) else node

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, bool):
            if self._here(node, str(node.value)):
                return ast.copy_location(ast.Constant(not node.value), node)
        elif isinstance(node.value, int | float) and self._here(node, f"{node.value} + 1"):
            return ast.copy_location(ast.Constant(node.value + 1), node)
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.value = self.visit(node.value) if node.value else None
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.args.defaults = [self.visit(one) for one in node.args.defaults]
        node.body = [self.visit(one) for one in node.body]
        return node


def mutants_of(module: str) -> list[Mutant]:
    """All changes of a module."""
    counter = _Changer()
    counter.visit(ast.parse(_source(module)))
    return [Mutant(module, place, line, what) for place, (line, what) in enumerate(counter.found)]


def changed(mutant: Mutant) -> ast.Module:
    """The module with that one change."""
    tree: ast.Module = _Changer(mutant.place).visit(ast.parse(_source(mutant.module)))
    return ast.fix_missing_locations(tree)


def _source(module: str) -> str:
    return (ROOT / f"{module.replace('.', '/')}.py").read_text()


def killed_share(sample: int = SAMPLE) -> dict[str, Any]:
    """Which share of a sample of all changes is noticed, and those that are not."""
    every = [mutant for module in RULES for mutant in mutants_of(module)]
    chosen = random.Random(SEED).sample(every, min(sample, len(every)))
    with _database_ready():
        if not _passes(None):
            return {"share": 0.0, "why": "the tests fail without any change"}
        done = _try_all(chosen)
    lived = [f"{m.module}:{m.line} {m.what}" for m, killed in done if not killed]
    return {
        "share": 1 - len(lived) / len(done) if done else 0.0, "tried": len(done),
        "changes": len(every), "lived": lived, "seed": SEED,
    }  # fmt: skip


def _try_all(chosen: Sequence[Mutant]) -> list[tuple[Mutant, bool]]:
    """Some at once, until all are done or the time is up."""
    left, done = list(chosen), list[tuple[Mutant, bool]]()
    running: dict[int, tuple[Mutant, float]] = {}
    until = time.monotonic() + BUDGET_S
    try:
        while running or (left and time.monotonic() < until):
            while left and len(running) < AT_ONCE and time.monotonic() < until:
                mutant = left.pop()
                running[_fork(mutant)] = (mutant, time.monotonic())
            time.sleep(0.05)
            for pid, (mutant, began) in list(running.items()):
                ended, status = os.waitpid(pid, os.WNOHANG)
                if ended:
                    done.append((mutant, status != 0))
                    del running[pid]
                elif time.monotonic() - began > LONGEST_S:
                    # It waits, for a change or for others: nobody noticed anything.
                    os.kill(pid, signal.SIGKILL)
                    os.waitpid(pid, 0)
                    done.append((mutant, False))
                    del running[pid]
    finally:
        for pid in running:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
    return done


def _passes(mutant: Mutant | None) -> bool:
    return os.waitpid(_fork(mutant), 0)[1] == 0


def _fork(mutant: Mutant | None) -> int:
    """A process that runs the tests with a change; it ends with 0 when they pass."""
    pid = os.fork()
    if pid:
        return pid
    code = 3
    try:
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU_S, MOST_CPU_S))
        if mutant is not None:
            sys.meta_path.insert(0, _Instead(mutant))
        # Plugins that these tests do not need took longer to load than the tests take.
        os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        plain = ["-x", "-q", "-p", "no:cacheprovider", "-o", "addopts="]
        code = int(pytest.main([*plain, "--noconftest", *FIRST]))
        if code == 0:
            code = int(pytest.main([*plain, *TESTS]))
    finally:
        os._exit(code)


class _Instead(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives the changed module to whoever imports it."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name != self.mutant.module:
            return None
        return importlib.machinery.ModuleSpec(name, self, origin=name)

    def exec_module(self, module: ModuleType) -> None:
        exec(compile(changed(self.mutant), self.mutant.module, "exec"), module.__dict__)


@contextmanager
def _database_ready() -> Iterator[None]:
    """The cluster of the tests runs, and a new database of theirs needs no migration."""
    os.chdir(ROOT)
    for name in [name for name in sys.modules if name.split(".")[0] in ("ingest", "tests")]:
        del sys.modules[name]
    from stoep.cluster import Cluster
    from stoep.store import migrate as migrating

    # What tests/conftest.py would do for a session, done once for all of them.
    from tests.conftest import _home

    for name in [name for name in sys.modules if name.split(".")[0] in ("ingest", "tests")]:
        del sys.modules[name]
    cluster, create, migrate = Cluster(_home()), Cluster.create, migrating.migrate
    with cluster.up(fleeting=True):
        with suppress(Exception):
            cluster.drop(TEMPLATE)
        cluster.create(TEMPLATE)
        migrate(cluster.address(TEMPLATE))

        def create_ready(self: Cluster, name: str, template: str | None = None) -> None:
            create(self, name, template=template or TEMPLATE)

        Cluster.create = create_ready  # type: ignore[assignment,method-assign]
        migrating.migrate = lambda *_: None  # type: ignore[assignment]
        try:
            yield
        finally:
            Cluster.create, migrating.migrate = create, migrate  # type: ignore[method-assign]
            cluster.drop(TEMPLATE)
