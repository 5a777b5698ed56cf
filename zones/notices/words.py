"""The sentences of messages, in both languages."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "texts"


@cache
def texts(language: str) -> Mapping[str, str]:
    """All sentences of a language by name."""
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


def say(language: str, name: str, /, **values: object) -> str:
    """A sentence with its values filled in."""
    return texts(language)[name].format(**values)
