"""What of Python a module may import: what can neither read, write, wait nor reach anything."""

MODULES = frozenset(
    {
        "__future__", "bisect", "calendar", "collections", "collections.abc", "dataclasses",
        "datetime", "decimal", "enum", "fractions", "functools", "heapq", "itertools", "math",
        "operator", "re", "statistics", "stoep.contract", "string", "textwrap", "typing",
    }
)  # fmt: skip
LINES = 60
"""Most lines of a module's Python file."""
