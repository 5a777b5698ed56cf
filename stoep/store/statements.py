"""Statements of SQL in one text, as migrations have them."""

from alembic import op


def run(text: str) -> None:
    """Run statements one after the other; each ends with a semicolon at the end of a line."""
    for statement in text.split(";\n"):
        if statement.strip():
            op.execute(statement)
