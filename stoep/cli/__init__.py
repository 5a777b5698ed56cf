"""The `stoep` command: every way in, from one demo to the parts of a production set-up."""

from stoep.cli.app import app

__all__ = ["app"]
