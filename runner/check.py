"""What every module must pass, whoever wrote it: the same for authors, maintainers and CI."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from runner.examples import NEAR, Example, read_examples
from runner.find import Module
from runner.outcome import Limits, Run
from runner.run import USUAL, run
from stoep.contract.allowed import LINES, MODULES
from stoep.contract.manifest import Kind
from stoep.contract.results import Finding, Label, Result, Value
from stoep.errors import StoepError

LEFT = "Say here"
"""How the skeleton begins what its author should say."""


@dataclass(frozen=True)
class Check:
    """One thing that was looked at; `warning`: a module with it may still be used."""

    name: str
    ok: bool
    finding: str
    warning: bool = False


def check_module(module: Module, today: date, limits: Limits = USUAL) -> list[Check]:
    """Look at a module's source, its papers, and its examples: these run behind walls."""
    return [*_source(module), *_papers(module, today), *_examples(module, limits)]


def passes(checks: Sequence[Check]) -> bool:
    """Whether a module may be used."""
    return all(check.ok or check.warning for check in checks)


def _source(module: Module) -> Iterator[Check]:
    file = f"{module.name}.py"
    lines = len(module.source.splitlines())
    yield Check("length", lines <= LINES, f"{file} has {lines} lines; {LINES} are the most.")
    try:
        tree = ast.parse(module.source, file)
    except (SyntaxError, ValueError) as wrong:
        line = getattr(wrong, "lineno", None)
        yield Check("syntax", False, f"{file}, line {line}: {getattr(wrong, 'msg', wrong)}.")
        return
    told = bool(ast.get_docstring(tree))
    yield Check(
        "docstring", told, f"{file} {'begins' if told else 'must begin'} with what it asks."
    )
    named = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    there = module.name in named
    yield Check("function", there, f"{file} has {'' if there else 'no '}a function {module.name}.")
    strange = [
        f"line {node.lineno}: {name}"
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for name in _imported(node)
        if name not in MODULES
    ]
    finding = f"{file} imports what it may not: {'; '.join(strange)}." if strange else "all allowed"
    yield Check("imports", not strange, finding)


def _imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or "." * node.level]
    return [alias.name for alias in node.names]


def _papers(module: Module, today: date) -> Iterator[Check]:
    told = len(module.readme.split()) >= 20
    yield Check(
        "README", told, "README.md says where it comes from" + ("." if told else ": not yet.")
    )
    left = [file for file, text in _words_of(module) if LEFT in text]
    if left:
        finding = f"{' and '.join(left)} still say what the skeleton says: {LEFT!r}."
        yield Check("words", False, finding, warning=True)
    review, late = module.manifest.review, module.is_overdue(today)
    yield Check("review", not late, f"to be looked at again by {review}", warning=True)


def _words_of(module: Module) -> Iterator[tuple[str, str]]:
    yield "module.toml", module.manifest.public_task
    yield "README.md", module.readme


def _examples(module: Module, limits: Limits) -> Iterator[Check]:
    try:
        examples = read_examples(module)
    except StoepError as refused:
        yield Check("examples", False, str(refused))
        return
    wrong = []
    for parameters, some in _by_parameters(examples):
        done = run(module.manifest, module.source, parameters, [one.facts for one in some], limits)
        if not done.ok:
            yield Check("examples", False, _told(done, some))
            return
        pairs = zip(some, done.results, strict=True)
        wrong += [told for one, got in pairs if (told := _differs(one, got))]
    finding = f"{len(examples)} examples give what is expected"
    yield Check("examples", not wrong, " ".join(wrong) if wrong else finding)
    if module.manifest.kind is Kind.label:
        answers = {one.answer for one in examples}
        told = ", ".join(sorted(a for a in answers if a))
        yield Check("answers", len(answers) == 3, f"examples of: {told}; each answer needs one")


def _by_parameters(examples: Sequence[Example]) -> list[tuple[dict[str, object], list[Example]]]:
    """The examples that share their parameters: each such group is one run."""
    groups: list[tuple[dict[str, object], list[Example]]] = []
    for one in examples:
        same = [some for parameters, some in groups if parameters == one.parameters]
        if same:
            same[0].append(one)
        else:
            groups.append((dict(one.parameters), [one]))
    return groups


def _told(done: Run, some: Sequence[Example]) -> str:
    lines = f"examples.csv, line {some[0].line}" + ("" if len(some) == 1 else " and others")
    return f"{done.outcome}: {done.sentence} ({done.where or 'no line known'}; {lines})"


def _differs(example: Example, got: Result) -> str:
    """What is otherwise than expected, in a sentence; empty: nothing."""
    where = f"examples.csv, line {example.line} ({example.facts.day.date})"
    if isinstance(got, Label):
        if got.answer is example.answer:
            return ""
        why = ", ".join(f"{e.what} {e.value} (limit {e.limit})" for e in got.because)
        return f"{where}: expected {example.answer}, got {got.answer}, because {why}."
    given = {_key(one): getattr(one, "value", None) for one in got}
    wanted = example.expect or {}
    for key in wanted.keys() | given.keys():
        if key not in given or key not in wanted or not _same(wanted[key], given[key]):
            has, wants = _number(given, key), _number(wanted, key)
            return f"{where}: expected {key} to be {wants}, got {has}."
    return ""


def _key(one: Value | Finding) -> str:
    return one.area if isinstance(one, Value) else f"{one.what}@{one.area}"


def _same(wanted: float | None, given: float | None) -> bool:
    if wanted is None or given is None:
        return wanted is given
    return abs(wanted - given) <= NEAR * max(1.0, abs(wanted))


def _number(values: object, key: str) -> str:
    assert isinstance(values, dict)
    value = values.get(key, "absent")
    return value if isinstance(value, str) else "?" if value is None else f"{value:.4g}"
