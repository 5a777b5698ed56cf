"""Measurements that live in a file of their own in `bench/`: asked for by name, if there."""

import importlib
from collections.abc import Mapping
from typing import Any


def told_by(module: str) -> Mapping[str, Any] | None:
    """What `run()` of a module gives; None where there is no such module."""
    try:
        found = importlib.import_module(module)
    except ModuleNotFoundError as missing:
        if missing.name != module:
            raise
        return None
    return dict(found.run())
