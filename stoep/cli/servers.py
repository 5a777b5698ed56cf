"""The long-running parts: polling, serving, and both at once."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress

import httpx
import uvicorn
from psycopg_pool import PoolTimeout
from sqlalchemy.exc import OperationalError

from stoep.cli.screen import console
from stoep.errors import NotReady
from stoep.home import Home
from stoep.settings import Settings
from stoep.store.connect import pool
from stoep.store.migrate import require_schema
from stoep.store.roles import Role

INGEST_TIMEOUTS = (
    "-c statement_timeout=60s -c lock_timeout=5s -c idle_in_transaction_session_timeout=30s"
)
"""The last so that a leader that is frozen in the middle of a poll holds nothing up for longer."""
PATIENCE_S = 10
"""How long a child has to end in order before it is killed."""


def ingest(settings: Settings, home: Home) -> None:
    """Poll the feeds until SIGTERM or Ctrl-C; a poll under way is finished or rolled back."""
    from ingest.leader import Leadership
    from ingest.schedule import Schedule

    check_schema(home)

    async def until_told() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for told in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(told, stop.set)
        address = settings.database_ingests or home.address
        with pool(address, size=6, role=Role.ingests) as connections:
            leadership = Leadership(address)
            await Schedule(connections, settings, home.secret, leadership).run(stop)

    asyncio.run(until_told())


def serve(settings: Settings, home: Home) -> None:
    """Serve the API, and the dashboard beside it, until SIGTERM or Ctrl-C."""
    from api.app import create_app
    from dashboard.app import attach

    check_schema(home)
    check_reading(settings)
    check_provider(settings)
    print_first_link(settings, home)
    server = create_app(settings, home.address, secret=home.secret)
    attach(server, settings)
    uvicorn.run(
        server,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )


def run(settings: Settings, home: Home, ready: Callable[[str], None] | None = None) -> None:
    """Poll and serve in two processes of our own; when one ends, or Ctrl-C, both do."""
    check_schema(home)
    check_reading(settings)
    check_provider(settings)
    port = free_port(settings.host, settings.port)
    address = f"http://{settings.host}:{port}"
    settings = settings.model_copy(update={"public_url": settings.public_url or address})
    print_first_link(settings, home)
    children = {
        "ingest": start(settings, home, "ingest"),
        "serve": start(settings, home, "serve", "--port", str(port)),
    }
    try:
        with_signals()
        wait_until_up(f"{address}/v1/health", children)
        (ready or _say_ready)(address)
        watch(settings, children)
    except KeyboardInterrupt:
        console.print("\nStopping.")
    finally:
        stop(children)


def check_schema(home: Home) -> None:
    """Raise NotReady when code and database do not fit; a database that is away may come yet."""
    with suppress(OperationalError):
        require_schema(home.address)


def check_reading(settings: Settings) -> None:
    """Raise NotReady where reading is for people and nobody can sign in."""
    if settings.reading == "people" and settings.acting != "people":
        raise NotReady(
            "STOEP_READING is people, but nobody can sign in.", "Set STOEP_ACTING=people too."
        )


def check_provider(settings: Settings) -> None:
    """Raise NotReady where an identity provider is named and cannot be used."""
    if not settings.oidc_issuer:
        return
    needed = {
        "STOEP_OIDC_CLIENT": settings.oidc_client,
        "STOEP_OIDC_SECRET": settings.oidc_secret.get_secret_value(),
        "STOEP_PUBLIC_URL": settings.public_url,
        "STOEP_ACTING=people": settings.acting == "people",
    }
    missing = [name for name, there in needed.items() if not there]
    if missing:
        raise NotReady(
            "STOEP_OIDC_ISSUER names an identity provider, but it cannot be used.",
            f"Set {', '.join(missing)} too.",
        )


def print_first_link(settings: Settings, home: Home) -> None:
    """Where nobody runs this Stoep yet, the link that makes somebody; once the database is up."""
    from stoep.cli.people import print_link

    with suppress(OperationalError, PoolTimeout):
        print_link(settings, home)


def with_signals() -> None:
    """SIGTERM ends us as Ctrl-C does: in order."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)


def _say_ready(address: str) -> None:
    console.print(f"Stoep is at [bold]{address}[/]; Ctrl-C stops it.")


def start(
    settings: Settings, home: Home, *command: str, module: str = "stoep"
) -> subprocess.Popen[bytes]:
    """A child with a log of its own, out of reach of the terminal's Ctrl-C: we stop it in order."""
    logs = settings.home_path / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    surroundings = {
        **os.environ,
        "STOEP_DATABASE": home.address,
        "STOEP_SECRET": home.secret,
        "STOEP_HOME": str(settings.home_path),
        "STOEP_ACTING": settings.acting,
        "STOEP_READING": settings.reading,
        "STOEP_DEMO_PEOPLE": str(settings.demo_people),
        "STOEP_BASEMAP": settings.basemap,
        "STOEP_FETCH_PRIVATE_HOSTS": settings.fetch_private_hosts,
        "STOEP_PUBLIC_URL": settings.public_url,
    }
    with (logs / f"{command[0] if module == 'stoep' else module}.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", module, *command],
            env=surroundings,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def stop(children: dict[str, subprocess.Popen[bytes]]) -> None:
    """End the children in order; one that does not within ten seconds is killed."""
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    until = time.monotonic() + PATIENCE_S
    for child in children.values():
        try:
            child.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def watch(settings: Settings, children: dict[str, subprocess.Popen[bytes]]) -> None:
    """Wait for ever; raises NotReady when a child ends by itself."""
    while True:
        for name, child in children.items():
            if child.poll() is not None:
                raise NotReady(
                    f"The process `{name}` ended by itself.",
                    f"Its log tells why: {settings.home_path / 'logs' / name}.log",
                )
        time.sleep(0.5)


def wait_until_up(
    url: str, children: dict[str, subprocess.Popen[bytes]], seconds: float = 120
) -> None:
    """Wait until `url` answers; raises NotReady when it does not, or a child ends."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        ended = [name for name, child in children.items() if child.poll() is not None]
        if ended:
            raise NotReady(f"The process `{ended[0]}` ended at once.", "Its log tells why.")
        try:
            if httpx.get(url, timeout=2, trust_env=False).status_code < 500:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise NotReady(f"{url} did not answer within {seconds:g} s.", "The logs tell why.")


def free_port(host: str, wanted: int) -> int:
    """The wanted port, or the next one that is free."""
    for port in range(wanted, wanted + 50):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise NotReady(f"No port from {wanted} on is free.", "Choose another with STOEP_PORT.")
