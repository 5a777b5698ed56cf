"""What a module answered, checked against what its manifest says: typed, bounded, about its own."""

import re
from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

import pyarrow as pa

from runner.wire import RESULTS, result_schema
from stoep.contract.facts import Facts
from stoep.contract.manifest import Kind, Manifest
from stoep.contract.results import Answer, Evidence, Finding, Label, Result, Value

MOST_TEXT = 200
MARKUP = re.compile(r"[<>\x00-\x1f\x7f]")


class BadResult(Exception):
    """An answer that cannot be; `where` is the day and the row."""

    def __init__(self, sentence: str, where: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.where = where


def accept(
    manifest: Manifest, cases: Sequence[Facts], tables: Mapping[str, pa.Table], rows: int
) -> list[Result]:
    """The results of each case; raises BadResult."""
    kind = RESULTS[manifest.kind.value]
    wanted = {"results": kind} | ({} if kind is Value else {"evidence": Evidence})
    if set(tables) != set(wanted):
        raise BadResult(f"It answered with {_names(tables)}, not {_names(wanted)}.")
    for name, of in wanted.items():
        if not tables[name].schema.equals(result_schema(of)):
            has, wants = _names(tables[name].schema.names), _names(result_schema(of).names)
            raise BadResult(f"The columns of its {name} are {has}, or of other types: not {wants}.")
        if tables[name].num_rows > rows:
            raise BadResult(f"It answered with {tables[name].num_rows} rows; {rows} are the most.")
    because = _because(manifest, tables.get("evidence"))
    found: list[list[Any]] = [[] for _ in cases]
    for told in tables["results"].to_pylist():
        case, row = told.pop("case"), told.pop("row")
        if not 0 <= case < len(cases):
            raise BadResult(f"It answered for a day that was not asked: number {case}.")
        try:
            one = _typed(kind, told, because.pop((case, row), ()))
            _CHECKS[manifest.kind](manifest, cases[case], one, found[case])
        except BadResult as wrong:
            raise BadResult(wrong.sentence, f"{cases[case].day.date}, result {row + 1}") from None
        found[case].append(one)
    if because:
        raise BadResult("It gives evidence for a result that it does not give.")
    return [_whole(manifest, facts, some) for facts, some in zip(cases, found, strict=True)]


def _typed(kind: type, told: dict[str, Any], because: tuple[Evidence, ...]) -> Any:
    if kind is Label:
        if told["answer"] not in list(Answer):
            raise BadResult(f"{_short(told['answer'])} is none of {_names(Answer)}.")
        return Label(Answer(told["answer"]), because, told["municipality"])
    return Value(**told) if kind is Value else Finding(**told, because=because)


def _because(
    manifest: Manifest, table: pa.Table | None
) -> dict[tuple[int, int], tuple[Evidence, ...]]:
    found: dict[tuple[int, int], list[Evidence]] = {}
    for told in [] if table is None else table.to_pylist():
        place = told.pop("case"), told.pop("row")
        one = Evidence(**told)
        if one.what not in manifest.evidence:
            raise BadResult(f"module.toml has no [evidence.{_short(one.what)}].")
        _finite(f"The evidence {one.what}", one.value, one.limit)
        _plain(f"The note of {one.what}", one.note)
        found.setdefault(place, []).append(one)
    return {place: tuple(some) for place, some in found.items()}


def _check_label(_: Manifest, facts: Facts, one: Label, before: list[Any]) -> None:
    if before:
        raise BadResult("It gave two labels for one day.")
    if one.municipality not in ("", facts.municipality):
        raise BadResult(f"It labels {_short(one.municipality)}, not {facts.municipality}.")


def _check_value(manifest: Manifest, facts: Facts, one: Value, before: list[Any]) -> None:
    measure = manifest.indicator
    assert measure is not None
    _check_area(facts, one.area)
    if one.area.split("/")[0] != measure.per:
        raise BadResult(f"{one.area} is no {measure.per}.")
    if any(one.area == other.area for other in before[-1:]) or len(before) > len(facts.areas):
        raise BadResult(f"It gave two values of {one.area}.")
    _finite(f"The value of {one.area}", one.value)
    _plain(f"The reason of {one.area}", one.reason)
    if one.value is None and not one.reason:
        raise BadResult(f"{one.area} has no value, and no reason.")
    if one.value is not None and not measure.minimum <= one.value <= measure.maximum:
        raise BadResult(
            f"{one.area} has {one.value:g}; it must be {measure.minimum:g} to {measure.maximum:g}."
        )
    if one.behind is not None and one.behind < 0:
        raise BadResult(f"{one.area} rests on {one.behind}.")


def _check_finding(manifest: Manifest, facts: Facts, one: Finding, before: list[Any]) -> None:
    if one.what not in manifest.findings:
        raise BadResult(f"module.toml has no [findings.{_short(one.what)}].")
    _check_area(facts, one.area)
    _finite("Its place", one.lon, one.lat)
    if (one.lon is None) != (one.lat is None) or abs(one.lat or 0) > 90 or abs(one.lon or 0) > 180:
        raise BadResult("Its place is nowhere on earth.")
    if one.begin is not None and one.end is not None and one.end < one.begin:
        raise BadResult("It ends before it begins.")


_CHECKS: dict[Kind, Any] = {
    Kind.label: _check_label,
    Kind.indicator: _check_value,
    Kind.findings: _check_finding,
}


def _whole(manifest: Manifest, facts: Facts, found: list[Any]) -> Result:
    if manifest.kind is not Kind.label:
        areas = [one.area for one in found]
        if manifest.kind is Kind.indicator and len(set(areas)) < len(areas):
            raise BadResult("It gave two values of one area.", str(facts.day.date))
        return tuple(found)
    if not found:
        raise BadResult("It gave no label.", str(facts.day.date))
    label: Label = found[0]
    return label


def _check_area(facts: Facts, key: str) -> None:
    if key not in {area.key for area in facts.areas}:
        raise BadResult(f"{_short(key)} is none of the areas that it was asked about.")


def _finite(what: str, *values: float | None) -> None:
    if any(value is not None and not isfinite(value) for value in values):
        raise BadResult(f"{what} is not a number (NaN), or infinite.")


def _plain(what: str, text: str) -> None:
    if len(text) > MOST_TEXT or MARKUP.search(text):
        raise BadResult(f"{what} has markup in it, or over {MOST_TEXT} characters.")


def _names(names: Any) -> str:
    return ", ".join(map(str, list(names)[:20])) or "nothing"


def _short(text: Any) -> str:
    return repr(str(text)[:40])
