"""`module.toml` as typed words, or a refusal that names the key that is wrong."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

from stoep.contract.parameters import Parameter, ParameterType
from stoep.contract.refusals import BadManifest, BadParameter, OtherContract

CONTRACT = 1
NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")
VERSION = re.compile(r"\d+\.\d+\.\d+")
CONTRACTS = re.compile(r"(\d+)(?:-(\d+))?")
CONTACT = re.compile(r"(https://\S+|[^@\s:]+@[^@\s:]+)")
MOST_TEXT = 400
TEXTS = {"name", "version", "kind", "owner", "contact", "licence", "public_task"}
KEYS = TEXTS | {"contract", "review", "needs", "title", "about", "parameters"}
PARAMETER = {"type", "default", "nl", "en", "unit", "minimum", "maximum", "choices"}
FACTS = ("weather", "calendar", "events", "stays")
OF_KIND = ("areas", "indicators")
"""Facts that are asked for by kind: `areas/district`, `indicators/density`."""


class Kind(StrEnum):
    """What a module gives."""

    label = "label"
    indicator = "indicator"
    findings = "findings"


@dataclass(frozen=True, slots=True)
class Words:
    """A text in both languages; `unit` where it is about a number, `unit_nl` the same in Dutch."""

    nl: str
    en: str
    unit: str = ""
    unit_nl: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """The number that an indicator gives for each area of a kind."""

    words: Words
    per: str
    minimum: float
    maximum: float
    better: str
    """`more` or `less`."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a module says of itself."""

    name: str
    version: str
    kind: Kind
    contracts: tuple[int, int]
    """First and last version of the contract that it is written for."""
    title: Words
    about: Words
    owner: str
    contact: str
    licence: str
    public_task: str
    review: date
    """The day by which its owner looks at it again."""
    needs: tuple[str, ...]
    parameters: Mapping[str, Parameter]
    evidence: Mapping[str, Words]
    findings: Mapping[str, Words]
    indicator: Measure | None

    def needs_fact(self, fact: str) -> bool:
        """Whether it asked for a fact, or for any kind of it."""
        return any(need.split("/")[0] == fact for need in self.needs)

    def kinds_of(self, fact: str) -> tuple[str, ...]:
        """The kinds of a fact that it asked for: of `areas`, perhaps `district` and `hub`."""
        parts = (need.partition("/") for need in self.needs)
        return tuple(kind for name, _, kind in parts if name == fact)


def read_manifest(text: str) -> Manifest:
    """The manifest of a module; raises BadManifest or OtherContract."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise BadManifest("as a whole", f"It is not TOML: {wrong}.") from None
    kind = _kind(told)
    _known(told, KEYS | {"evidence"} | {kind.value} - {"label"}, "")
    for key in sorted(TEXTS):
        _text(told, key, "")
    _matches(told["name"], "name", NAME, "Use small letters, digits and _, as in beach_day.")
    _matches(told["version"], "version", VERSION, "Use three numbers, as in 1.0.0.")
    _matches(told["contact"], "contact", CONTACT, "Use an e-mail address or https://….")
    return Manifest(
        name=told["name"],
        version=told["version"],
        kind=kind,
        contracts=_contracts(told),
        title=_words(told, "title"),
        about=_words(told, "about"),
        owner=told["owner"],
        contact=told["contact"],
        licence=told["licence"],
        public_task=told["public_task"],
        review=_day(told, "review"),
        needs=_needs(told),
        parameters=_parameters(_table(told, "parameters", needed=False)),
        evidence=_named(told, "evidence"),
        findings=_named(told, "findings") if kind is Kind.findings else {},
        indicator=_measure(_table(told, "indicator")) if kind is Kind.indicator else None,
    )


def _kind(told: Mapping[str, Any]) -> Kind:
    given = told.get("kind")
    if given not in list(Kind):
        raise BadManifest("kind", f"{given!r} is no kind.", f"Use one of {', '.join(Kind)}.")
    return Kind(given)


def _contracts(told: Mapping[str, Any]) -> tuple[int, int]:
    match = CONTRACTS.fullmatch(str(told.get("contract", "")))
    if match is None:
        remedy = f'Write contract = {CONTRACT}, or a range as in contract = "1-2".'
        raise BadManifest("contract", "It does not say which contract it follows.", remedy)
    first, last = int(match[1]), int(match[2] or match[1])
    if not first <= CONTRACT <= last:
        sentence = f"It follows contract {match[0]}; this Stoep has contract {CONTRACT}."
        raise OtherContract("contract", sentence, "Use a version of the module that fits.")
    return first, last


def _needs(told: Mapping[str, Any]) -> tuple[str, ...]:
    needs = told.get("needs")
    if not isinstance(needs, list) or not all(isinstance(one, str) for one in needs):
        raise BadManifest("needs", "It is no list of facts.", 'As in needs = ["weather"].')
    for need in needs:
        fact, _, kind = need.partition("/")
        if need not in FACTS and not (fact in OF_KIND and kind):
            known = ", ".join((*FACTS, *(f"{one}/…" for one in OF_KIND)))
            raise BadManifest("needs", f"There is no fact {need!r}.", f"There are: {known}.")
    return tuple(needs)


def _parameters(told: Mapping[str, Any]) -> dict[str, Parameter]:
    found = {}
    for name, table in told.items():
        where = f"parameters.{name}"
        _matches(name, where, NAME, "Use small letters, digits and _.")
        if not isinstance(table, dict):
            raise BadManifest(where, "It is no table.", f"As in [{where}].")
        _known(table, PARAMETER, where)
        words = _pair(table, where)
        if table.get("type") not in list(ParameterType):
            remedy = f"Use one of {', '.join(ParameterType)}."
            raise BadManifest(f"{where}.type", f"{table.get('type')!r} is no type.", remedy)
        if "default" not in table:
            raise BadManifest(f"{where}.default", "It has no default.")
        draft = Parameter(
            name,
            ParameterType(table["type"]),
            table["default"],
            words.nl,
            words.en,
            words.unit,
            _bound(table, "minimum", where),
            _bound(table, "maximum", where),
            *_choices(table, where),
            unit_nl=words.unit_nl,
        )
        if draft.type is ParameterType.number and not draft.unit:
            raise BadManifest(f"{where}.unit", "A number has no unit.", 'As in unit = "°C".')
        try:
            default = draft.read(table["default"])
        except BadParameter as wrong:
            raise BadManifest(f"{where}.default", wrong.sentence, wrong.remedy) from None
        found[name] = replace(draft, default=default)
    return found


def _choices(
    table: Mapping[str, Any], where: str
) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """What may be chosen: a list of words, or a table that tells what each is called."""
    told = table.get("choices", [])
    if isinstance(told, list) and all(isinstance(one, str) for one in told):
        return tuple(told), ()
    path = f"{where}.choices"
    if not isinstance(told, dict) or not all(isinstance(one, dict) for one in told.values()):
        remedy = 'As in choices = ["any", "moped"], or any = { nl = "alle", en = "any" }.'
        raise BadManifest(path, "It is neither a list of words nor a table.", remedy)
    for name, words in told.items():
        _known(words, {"nl", "en"}, f"{path}.{name}")
    pairs = [_pair(words, f"{path}.{name}") for name, words in told.items()]
    return tuple(told), tuple((one.nl, one.en) for one in pairs)


def _measure(told: Mapping[str, Any]) -> Measure:
    _known(told, {"nl", "en", "unit", "per", "minimum", "maximum", "better"}, "indicator")
    words = _pair(told, "indicator")
    if not words.unit:
        raise BadManifest("indicator.unit", "It has no unit.", 'As in unit = "share".')
    low, high = (_bound(told, key, "indicator") for key in ("minimum", "maximum"))
    if low is None or high is None or low >= high:
        remedy = "Give a minimum below the maximum: what lies outside is refused."
        raise BadManifest("indicator.minimum", "Its bounds are no bounds.", remedy)
    if told.get("better") not in ("more", "less"):
        raise BadManifest("indicator.better", "It says not which way is better.", "more or less.")
    return Measure(words, _text(told, "per", "indicator"), low, high, told["better"])


def _named(told: Mapping[str, Any], key: str) -> dict[str, Words]:
    found = {}
    for name, table in _table(told, key, needed=key == "findings").items():
        if not isinstance(table, dict):
            raise BadManifest(f"{key}.{name}", "It is no table.", f"As in [{key}.{name}].")
        _known(table, {"nl", "en", "unit"}, f"{key}.{name}")
        found[name] = _pair(table, f"{key}.{name}")
    return found


def _words(told: Mapping[str, Any], key: str) -> Words:
    table = _table(told, key)
    _known(table, {"nl", "en"}, key)
    return _pair(table, key)


def _pair(table: Mapping[str, Any], where: str) -> Words:
    unit, unit_nl = _unit(table, where)
    return Words(_text(table, "nl", where), _text(table, "en", where), unit, unit_nl)


def _unit(table: Mapping[str, Any], where: str) -> tuple[str, str]:
    """A unit, and in Dutch: a sign is the same in both, a word has a table of its own."""
    told = table.get("unit")
    if told is None:
        return "", ""
    if not isinstance(told, dict):
        return (_text(table, "unit", where),) * 2
    path = f"{where}.unit"
    _known(told, {"nl", "en"}, path)
    return _text(told, "en", path), _text(told, "nl", path)


def _table(told: Mapping[str, Any], key: str, needed: bool = True) -> Mapping[str, Any]:
    table = told.get(key, None if needed else {})
    if not isinstance(table, dict):
        raise BadManifest(key, "It is missing, or no table.", f"As in [{key}].")
    return table


def _text(table: Mapping[str, Any], key: str, where: str) -> str:
    path = f"{where}.{key}" if where else key
    text = table.get(key)
    if not isinstance(text, str) or not text.strip():
        raise BadManifest(path, "It is missing, or no text.")
    if len(text) > MOST_TEXT or re.search(r"[<>\x00-\x1f]", text):
        remedy = f"Use plain text on one line, at most {MOST_TEXT} characters."
        raise BadManifest(path, "It is too long, or has markup in it.", remedy)
    return text


def _bound(table: Mapping[str, Any], key: str, where: str) -> float | None:
    value = table.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value:
        raise BadManifest(f"{where}.{key}", f"{value!r} is not a number.")
    return float(value)


def _day(told: Mapping[str, Any], key: str) -> date:
    value = told.get(key)
    if type(value) is not date:
        raise BadManifest(key, "It is missing, or no day.", f"As in {key} = 2027-03-01.")
    return value


def _matches(text: str, where: str, form: re.Pattern[str], remedy: str) -> None:
    if not form.fullmatch(text):
        raise BadManifest(where, f"{text!r} does not do.", remedy)


def _known(table: Mapping[str, Any], known: set[str], where: str) -> None:
    for key in table:
        if key not in known:
            near = get_close_matches(key, sorted(known), 1)
            remedy = (
                f"Did you mean {near[0]}?" if near else f"Known are: {', '.join(sorted(known))}."
            )
            raise BadManifest(f"{where}.{key}" if where else key, "There is no such key.", remedy)
