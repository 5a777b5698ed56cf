"""Log lines: structured, in UTC, and without places, credentials or query strings."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO, cast

import structlog

from stoep.settings import Settings

PLACE = re.compile(r"-?\d{1,3}\.\d{5,}")
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
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            conceal,
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, _Stderr())),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(message)s"
    )


def conceal(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Take places, credentials and query strings out of every value."""
    for name, value in event.items():
        if isinstance(value, str):
            cleaned = URL_SECRETS.sub(r"\g<scheme>\g<rest>", value)
            event[name] = PLACE.sub("…", cleaned)
        elif isinstance(value, float) and PLACE.fullmatch(repr(value)):
            event[name] = round(value, 3)
    return event
