"""`python -m demo`: the made-up operators' feeds on loopback, for Stoep or for anybody."""

import argparse
import time

import uvicorn

from demo.operators import OPERATORS
from demo.server import create_app
from demo.world import World, history_start

SEED = 2026


def main() -> None:
    """Serve until told to stop."""
    words = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    words.add_argument("--port", type=int, default=8450, help="port on 127.0.0.1")
    words.add_argument("--start", type=int, help="unix seconds at which the made-up history begins")
    words.add_argument("--seed", type=int, default=SEED, help="another seed is another city life")
    given = words.parse_args()
    start_s = given.start or history_start(int(time.time()))
    for operator in OPERATORS:
        print(f"{operator.name}: http://127.0.0.1:{given.port}{operator.path}", flush=True)
    uvicorn.run(
        create_app(World(given.seed, start_s), time.time),
        host="127.0.0.1",
        port=given.port,
        log_level="warning",
        access_log=False,
    )


if __name__ == "__main__":
    main()
