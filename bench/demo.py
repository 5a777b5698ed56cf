"""The demo with all its history, in the benches' own home."""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from bench.scratch import HOME

DEMO = HOME / "demo"


@contextmanager
def demo() -> Iterator[str]:
    """Address of a running demo."""
    command = [sys.executable, "-m", "stoep", "demo"]
    surroundings = {**os.environ, "STOEP_HOME": str(DEMO), "STOEP_PORT": "8470"}
    with tempfile.TemporaryFile("w+") as told:
        running = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=told, stderr=told, env=surroundings
        )
        try:
            yield _when_ready(running, told)
        finally:
            running.terminate()
            running.wait(60)


def _when_ready(running: subprocess.Popen[bytes], told: IO[str]) -> str:
    while running.poll() is None:
        told.seek(0)
        if found := re.search(r"Ready: (http://\S+)", told.read()):
            return found[1]
        time.sleep(0.5)
    told.seek(0)
    sys.exit(f"The demo did not start:\n{told.read()}")
