"""Attributes of HTML that Python has no word for: aria-… for screen readers, data-… for scripts."""

from typing import Any


def aria(**told: Any) -> dict[str, Any]:
    """`aria-` attributes by name."""
    return {f"aria-{name}": value for name, value in told.items()}


def data(**told: Any) -> dict[str, Any]:
    """`data-` attributes by name; values are told as text."""
    return {f"data-{name}": str(value) for name, value in told.items()}


HIDDEN = aria(hidden="true")
"""For signs whose meaning stands beside them in words."""
