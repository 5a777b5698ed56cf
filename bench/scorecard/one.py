"""`python -m bench.scorecard.one MODULE FILE`: one measurement, written as JSON."""

import importlib
import json
import os
import signal
import sys
from dataclasses import asdict
from pathlib import Path

from stoep.logs import configure
from stoep.settings import Settings


def main() -> None:
    """Measure; SIGTERM ends it as Ctrl-C does, so that servers and databases are put away."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    os.environ["STOEP_ACTING"] = "anyone"
    configure(Settings(log_level="critical"))
    module, into = sys.argv[1:]
    measured = importlib.import_module(f"bench.scorecard.{module}").measure()
    Path(into).write_text(json.dumps(asdict(measured), ensure_ascii=False, default=str))


if __name__ == "__main__":
    main()
