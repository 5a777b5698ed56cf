"""`make bench`: every budget as measured on this machine, with its comparison in the same run."""

import importlib
import sys

from bench.report import Line, show
from stoep.logs import configure
from stoep.settings import Settings

PARTS = (
    "ingest",
    "events",
    "gaps",
    "load",
    "kernel",
    "moment",
    "cityyear",
    "dask_scale",
    "incremental",
    "growth",
    "permits",
    "tile",
    "noisy",
    "page",
)


def main() -> None:
    """Measure all parts, or those named; exit code 1 when a budget fails."""
    configure(Settings(log_level="error"))
    lines: list[Line] = []
    for part in sys.argv[1:] or PARTS:
        print(f"measuring {part} …", flush=True)
        lines += importlib.import_module(f"bench.{part}").lines()
    show(lines)
    sys.exit(any(line.holds is False for line in lines))


if __name__ == "__main__":
    main()
