"""Log lines: structured, in UTC, and without places, credentials or query strings."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO, cast

import structlog

from stoep.settings import Settings

PLACE = re.compile(r"-?\d{1,3}\.\d{5,}")
ROWS = re.compile(r"(?:\n|\\n)\s*(?:DETAIL|CONTEXT|QUERY|WHERE):(?:(?!\n|\\n).)*")
"""What PostgreSQL adds to an error: the row that fails, with all that is in it."""
URL_SECRETS = re.compile(r"(?P<scheme>\w+://)(?:[^/@\s]+@)?(?P<rest>[^?\s]*)(?:\?\S*)?")


class _Stderr:
    """The standard error of the moment of writing: the one of the start may be closed by then."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


def configure(settings: Settings) -> None:
    """Set the shape and the least level of log lines, for this process."""
    level = logging.getLevelNamesMapping().get(settings.log_level.upper(), logging.INFO)
    as_json = settings.log_format == "json"
    last: Any = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            conceal,
            # After that: the fraction of a second looks like a place.
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, _Stderr())),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(message)s"
    )
    # Those of libraries too: a server tells of an error with all that was in its hands.
    for handler in logging.root.handlers:
        handler.setFormatter(_Concealing("%(levelname)s %(message)s"))


class _Concealing(logging.Formatter):
    """Lines of libraries, with their tracebacks, without what no line may hold."""

    def format(self, record: logging.LogRecord) -> str:
        return _cleaned(super().format(record))


def _cleaned(text: str) -> str:
    without_rows = ROWS.sub("", text)
    return PLACE.sub("…", URL_SECRETS.sub(r"\g<scheme>\g<rest>", without_rows))


def conceal(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Take places, credentials and query strings out of every value."""
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = _cleaned(value)
        elif isinstance(value, float) and PLACE.fullmatch(repr(value)):
            event[name] = round(value, 3)
    return event
