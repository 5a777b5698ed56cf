"""Texts that no spreadsheet runs: what may be taken for a formula is marked as text."""

import re
from typing import Any

STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
"""A text that begins so, after blanks or not, may be taken for a formula; wide signs too."""
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold."""


def inert(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula is marked as text; numbers stay."""
    if not isinstance(value, str):
        return "" if value is None else value
    begins = value.startswith(STARTS) or value.lstrip().startswith(STARTS)
    return f"'{value}" if begins else value


def readable(text: str) -> str:
    """The same text without what XML cannot hold."""
    return UNSEEN.sub("�", text)
