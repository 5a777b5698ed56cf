"""Modules as answers tell them. Their texts are a stranger's: plain text, whatever stands in it."""

from datetime import date
from typing import Any

from api.moments import moment
from runner.check import Check
from runner.find import Broken, Module
from stoep.contract.manifest import Manifest, Measure, Words
from stoep.contract.parameters import Chosen
from stoep.contract.results import Label, Result, Value
from zones.modules.catalogue import Entry
from zones.modules.running import PastRun
from zones.modules.setting import STOEP, Setting
from zones.modules.trying import Tried

UNTOLD = (
    "kind", "title", "asks", "owner", "contact", "licence", "version", "contract", "public_task",
    "review", "digest", "setting", "indicator",
)  # fmt: skip
"""What is not known of a module that cannot be read."""


def tell_entry(one: Entry | Broken, today: date) -> dict[str, Any]:
    """A module in the catalogue."""
    if isinstance(one, Broken):
        return dict.fromkeys(UNTOLD) | {
            "id": one.name,
            "broken": str(one.refusal),
            "origin": one.origin,
            "review_past": False,
            "needs": [],
            "parameters": [],
            "state": "never_on",
            "files_changed": False,
            "may_be_used": False,
            "checks": [],
            "runs": [],
            "failed": 0,
            "used_by": 0,
            "users": [],
        }
    told, setting = one.module.manifest, one.setting
    return {
        "id": one.module.name,
        "broken": None,
        "origin": one.module.origin,
        "kind": told.kind.value,
        "title": words(told.title),
        "asks": words(told.about),
        "owner": told.owner,
        "contact": told.contact,
        "licence": told.licence,
        "version": told.version,
        "contract": "-".join(map(str, dict.fromkeys(told.contracts))),
        "public_task": told.public_task,
        "review": told.review.isoformat(),
        "review_past": one.module.is_overdue(today),
        "digest": one.module.digest,
        "needs": list(told.needs),
        "indicator": None if told.indicator is None else _indicator(told.indicator),
        "parameters": [_parameter(one, name) for name in told.parameters],
        "state": "never_on" if setting is None else "on" if one.is_on else "off",
        "setting": None if setting is None else tell_setting(setting),
        "files_changed": one.is_changed,
        "may_be_used": one.passes,
        "checks": [_check(check) for check in one.checks],
        "runs": [_run(run) for run in one.runs],
        "failed": one.strikes,
        "used_by": len(one.users),
        "users": list(one.users),
    }


def _indicator(told: Measure) -> dict[str, Any]:
    """The number that it gives."""
    return {
        "text": words(told.words),
        "unit": told.words.unit,
        "unit_text": unit_words(told.words),
        "per": told.per,
        "minimum": told.minimum,
        "maximum": told.maximum,
        "better": told.better,
    }


def words(told: Words) -> dict[str, str]:
    """A text in both languages."""
    return {"nl": told.nl, "en": told.en}


def unit_words(told: Words) -> dict[str, str]:
    """A unit in both languages; a sign is the same in both."""
    return {"nl": told.unit_nl, "en": told.unit}


def plain(value: Chosen) -> Any:
    """A value as JSON has it."""
    return list(value) if isinstance(value, tuple) else value


def _parameter(one: Entry, name: str) -> dict[str, Any]:
    declared = one.module.manifest.parameters[name]
    chosen = {} if one.setting is None else one.setting.parameters
    return {
        "name": name,
        "type": declared.type.value,
        "text": {"nl": declared.nl, "en": declared.en},
        "unit": declared.unit,
        "unit_text": {"nl": declared.unit_nl, "en": declared.unit},
        "minimum": declared.minimum,
        "maximum": declared.maximum,
        "choices": list(declared.choices),
        "choice_texts": [{"nl": nl, "en": en} for nl, en in declared.choice_words],
        "default": plain(declared.default),
        "value": plain(one.values[name]),
        "own": name in chosen,
    }


def tell_setting(one: Setting) -> dict[str, Any]:
    """A row of the history."""
    return {
        "id": one.id,
        "enabled": one.enabled,
        "parameters": one.parameters,
        "areas": one.areas,
        "version": one.version,
        "digest": one.digest,
        "by": one.set_by,
        # Only Stoep itself is sure to be who it says.
        "verified": one.set_by == STOEP and not one.enabled,
        "at": moment(one.set_at.timestamp()),
        "why": one.why,
    }


def _check(one: Check) -> dict[str, Any]:
    return {"name": one.name, "ok": one.ok, "warning": one.warning, "finding": one.finding}


def _run(one: PastRun) -> dict[str, Any]:
    return {
        "basis": one.basis,
        "first_day": one.first_day.isoformat(),
        "last_day": one.last_day.isoformat(),
        "at": moment(one.ran_at.timestamp()),
        "outcome": one.outcome,
        "sentence": one.sentence,
        "place": one.place,
    }


def tell_fact(manifest: Manifest, told: dict[str, Any]) -> dict[str, Any]:
    """Evidence as it is kept, in the words of the manifest; one that it dropped has its name."""
    known = manifest.evidence.get(told["what"], Words(told["what"], told["what"]))
    kept = ("what", "value", "limit", "holds", "note")
    unit = {"unit": known.unit, "unit_text": unit_words(known)}
    return {name: told[name] for name in kept} | {"text": words(known)} | unit


def tell_tried(module: Module, one: Tried) -> dict[str, Any]:
    """A day of a trial."""
    values = _values(one.result)
    return {
        "day": one.day.isoformat(),
        "answer": _answer(one.result),
        "before": _answer(one.before),
        "differs": one.differs,
        "facts": [tell_fact(module.manifest, vars_of(why)) for why in _because(one.result)],
        "told": 0 if isinstance(one.result, Label) else len(values) or len(one.result),
        "mean": sum(values) / len(values) if values else None,
    }


def vars_of(why: Any) -> dict[str, Any]:
    """Evidence as plain data; it has no `__dict__`."""
    return {name: getattr(why, name) for name in ("what", "value", "limit", "holds", "note")}


def _because(result: Result) -> Any:
    return result.because if isinstance(result, Label) else ()


def _answer(result: Result | None) -> str | None:
    return result.answer.value if isinstance(result, Label) else None


def _values(result: Result) -> list[float]:
    if isinstance(result, Label):
        return []
    return [one.value for one in result if isinstance(one, Value) and one.value is not None]
