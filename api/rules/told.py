"""Limits, duties and changes in plain sentences, in Dutch and in English."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from api.moments import moment
from api.rules.version import Change, Version
from zones.mandate.duties import SECONDS, Owed
from zones.permits.limits import ALL, Limit
from zones.registry import INDICATORS

FOLDER = Path(__file__).parent / "texts"
LANGUAGES = ("nl", "en")


@cache
def texts(language: str) -> Mapping[str, Any]:
    """The words of a language."""
    return tomllib.loads((FOLDER / f"{language}.toml").read_text())


def limit_text(limit: Limit, names: Mapping[str, str]) -> dict[str, str]:
    """What a limit asks of whom."""
    return {language: _limit(limit, names, language) for language in LANGUAGES}


def duty_text(owed: Owed, names: Mapping[str, str]) -> dict[str, str]:
    """What an operator owes."""
    found = {}
    for language in LANGUAGES:
        words = texts(language)
        seconds = owed.unit == SECONDS
        value = owed.value if seconds else owed.value * 100
        found[language] = words["duty_s" if seconds else "duty_share"].format(
            operator=names.get(owed.operator, owed.operator),
            duty=words["duty"][owed.duty],
            value=_number(value, language),
        )
    return found


def _limit(limit: Limit, names: Mapping[str, str], language: str) -> str:
    words = texts(language)
    about = [] if limit.scope.form == ALL else [words["form"][limit.scope.form]]
    about += [limit.zone] if limit.zone else []
    entry = INDICATORS.get(limit.indicator)
    name = getattr(entry.name, language) if entry else limit.indicator
    season = limit.season
    return str(
        words["limit"].format(
            operator=names.get(limit.operator, limit.operator),
            indicator=f"{name} ({', '.join(about)})" if about else name,
            bound=words[limit.bound],
            value=_number(limit.value, language),
            unit=words["unit"].get(limit.unit, limit.unit),
            season=words["season"].format(first=season[0], last=season[1]) if season else "",
        )
    )


def _number(value: float, language: str) -> str:
    written = f"{round(value, 2):g}"
    return written if language == "en" else written.replace(".", ",")


def tell_change(change: Change) -> dict[str, Any]:
    """A change as answers have it."""
    one = change.becomes or change.was
    assert one is not None
    return {
        "what": change.what,
        "kind": one.kind,
        "rule": one.line,
        "operator": one.operator,
        "at": moment(change.at),
        "was": _version(change.was),
        "becomes": _version(change.becomes),
        "differs": list(change.differs),
    }


def _version(one: Version | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "id": one.id,
        "starts": moment(one.starts),
        "ends": moment(one.ends),
        "text": dict(one.text),
        "policies": list(one.policies),
        "why": one.why,
    }
