"""`stoep demo`: an illustrative Den Haag with two weeks of history and live feeds."""

import json
import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from multiprocessing.queues import Queue
from pathlib import Path
from typing import Any

from psycopg import Connection
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from api.intake.keys import make_key, revoke_keys
from api.people.demo import seed_people
from demo import agency, pusher
from demo.city import BASEMAP, SOURCE, layers
from demo.operators import OPERATORS
from demo.world import HISTORY_DAYS, World, history_start
from ingest.backfill import backfill
from ingest.feed import Feed, add_feed, load_feed
from ingest.record import Recorder
from stoep.cli import servers
from stoep.cli.demo_disputes import seed_dispute
from stoep.cli.demo_mandate import seed_duties
from stoep.cli.demo_modules import connect_world, seed_modules
from stoep.cli.demo_permits import count_history, seed_limits
from stoep.cli.pushed_history import History
from stoep.cli.screen import console
from stoep.home import Home, open_home
from stoep.logs import configure
from stoep.settings import Settings
from stoep.store.connect import pool
from zones.areas import import_areas
from zones.cells import fold_feed
from zones.grid import import_grid
from zones.policy.adopt import adopt_areas

STEP_S = 300
SEED = 2026
WORKERS = 2
GRID_RESOLUTION = 9
DATABASE = "demo"


@dataclass(frozen=True)
class Plan:
    """When the demo's history starts (unix seconds), and whether it is there: kept between runs.

    Once it is there, time in which the demo does not run is a gap, as it would be for real.
    """

    start_s: int
    filled: bool = False


def run_demo(settings: Settings, *, fresh: bool) -> None:
    """Set up what is missing, fill the history, then poll and serve until Ctrl-C."""
    children: dict[str, Any] = {}
    settings = _at_home(settings)
    plan_file = settings.home_path / "demo.json"
    if fresh:
        plan_file.unlink(missing_ok=True)
    console.print("[bold]Stoep[/], an illustrative Den Haag with made-up operators.")
    with open_home(settings, DATABASE, fresh=fresh) as home:
        plan = _plan(plan_file)
        port = servers.free_port("127.0.0.1", settings.port + 100)
        try:
            servers.with_signals()
            children["feeds"] = servers.start(
                settings, home, "--port", str(port), "--start", str(plan.start_s), module="demo"
            )
            base = f"http://127.0.0.1:{port}"
            servers.wait_until_up(f"{base}/{OPERATORS[0].key}/gbfs.json", children)
            feeds = _prepare(home, plan, base)
            if not plan.filled:
                _fill(settings, home, plan, feeds)
                _keep(replace(plan, filled=True), plan_file)

            def ready(address: str) -> None:
                children.update(_let_push(settings, home, plan, feeds, address))
                _say_ready(address)

            servers.run(settings, home, ready=ready)
        except KeyboardInterrupt:
            console.print("\nStopping; what was read is kept.")
        finally:
            servers.stop(children)


def _at_home(settings: Settings) -> Settings:
    """The demo's feeds are on this machine; it brings its own drawing of the land and its own
    people, whom anybody may be.

    A base map that was asked for stays.
    """
    basemap = str(BASEMAP) if settings.basemap == "none" else settings.basemap
    own: dict[str, Any] = {
        "basemap": basemap,
        "fetch_private_hosts": "127.0.0.1",
        "acting": "people",
        "demo_people": True,
    }
    return settings.model_copy(update=own)


def _plan(kept: Path) -> Plan:
    """The plan of the first start; later starts go on with it."""
    if kept.exists():
        return Plan(**json.loads(kept.read_text()))
    plan = Plan(history_start(int(time.time())))
    _keep(plan, kept)
    return plan


def _keep(plan: Plan, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(asdict(plan)))


def _prepare(home: Home, plan: Plan, base: str) -> list[Feed]:
    """The city's areas, once, and the feeds at this run's address."""
    with pool(home.address) as connections, connections.connection() as connection:
        if not connection.execute("select 1 from area limit 1").fetchone():
            _import_city(connection, datetime.fromtimestamp(plan.start_s, UTC))
        connect_world(connection, home.secret, base, datetime.now(UTC))
        feeds = [
            add_feed(
                connection,
                key=operator.key,
                name=operator.name,
                url=f"{base}{operator.path}",
                format=operator.format,
                operator=operator.key,
                operator_name=operator.name,
                interval_s=operator.interval_s,
                id_policy=operator.id_policy,
                default_form_factor=operator.form_factors[0],
                provider_id=agency.provider_id(operator),
                tells_trips=operator.mds,
            )
            for operator in OPERATORS
        ]
        # Some of them belong to operators: those are known by their feeds.
        seed_people(connection, datetime.now(UTC))
        return feeds


def _import_city(connection: Connection[Any], since: datetime) -> None:
    for kind, path in layers():
        import_areas(
            connection,
            path,
            kind,
            code="code",
            name="name",
            municipality="municipality",
            capacity="capacity",
            valid_from=since,
            source=SOURCE,
        )
    import_grid(connection, "GM0518", GRID_RESOLUTION, valid_from=since)


def _fill(settings: Settings, home: Home, plan: Plan, feeds: list[Feed]) -> None:
    """Poll what is missing of the history up to this minute, then fold it into cells."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Progress(*columns, TimeRemainingColumn(), console=console) as bars:
        _poll_round(settings, home, plan, feeds, bars, "Two weeks of polls")
        folds = bars.add_task("Counting per area and quarter", total=len(feeds))
        with pool(home.address) as connections:
            for feed in feeds:
                with connections.connection() as connection:
                    fold_feed(connection, feed.id)
                bars.advance(folds)
        # The polls above took their time: what passed meanwhile is no gap in a new demo.
        _poll_round(settings, home, plan, feeds, bars, "Up to this minute")
        # What modules put in force is counted in permits.
        modules = bars.add_task("Modules over two weeks", total=1)
        _tell_history(settings, home, plan)
        bars.advance(modules)
        permits = bars.add_task("Days for permits", total=1)
        _judge_history(settings, home, plan)
        bars.advance(permits)


def _judge_history(settings: Settings, home: Home, plan: Plan) -> None:
    """Illustrative limits and duties from the first day on, and what each day since came to."""
    now = datetime.now(UTC)
    since = datetime.fromtimestamp(plan.start_s, UTC).date()
    with pool(home.address) as connections, connections.connection() as connection:
        seed_limits(connection, since, now)
        seed_duties(connection, since, now)
        adopt_areas(connection, SOURCE, now)
        count_history(connection, settings.timezone, now.timestamp())
        seed_dispute(connection, settings.timezone, int(now.timestamp()))


def _tell_history(settings: Settings, home: Home, plan: Plan) -> None:
    """Modules switched on, and what they tell of each day since the first."""
    world = World(SEED, plan.start_s)
    with pool(home.address) as connections, connections.connection() as connection:
        seed_modules(connection, world, settings.timezone, datetime.now(UTC))


def _poll_round(
    settings: Settings, home: Home, plan: Plan, feeds: list[Feed], bars: Progress, title: str
) -> None:
    now_s = int(time.time())
    missing = {feed.key: _slots(home, plan, feed, now_s) for feed in feeds}
    total = sum(len(slots) for slots in missing.values())
    bar = bars.add_task(f"{title} ({total})", total=total)
    _poll_history(settings, home, plan, missing, lambda done: bars.advance(bar, done))
    bars.update(bar, completed=total)


def _slots(home: Home, plan: Plan, feed: Feed, now_s: int) -> list[int]:
    """The slots that were not polled yet, the last one now."""
    with pool(home.address) as connections, connections.connection() as connection:
        row = connection.execute(
            "select extract(epoch from last_poll_at)::int8 from feed_state where feed_id = %s",
            [feed.id],
        ).fetchone()
    first = plan.start_s if row is None or row[0] is None else int(row[0]) + STEP_S
    return [*range(first, now_s, STEP_S), now_s]


def _poll_history(
    settings: Settings,
    home: Home,
    plan: Plan,
    missing: dict[str, list[int]],
    done: Callable[[int], None],
) -> None:
    """The longest histories first, in worker processes that Ctrl-C reaches through us."""
    context = multiprocessing.get_context("spawn")
    news: Queue[int] = context.Queue()
    order = sorted(missing, key=lambda key: len(missing[key]), reverse=True)
    with ProcessPoolExecutor(
        WORKERS, mp_context=context, initializer=_begin_work, initargs=(news,)
    ) as workers:
        work = [
            workers.submit(_poll_feed, settings, home, plan, key, missing[key])
            for key in order
            if missing[key]
        ]
        try:
            while not all(job.done() for job in work):
                with suppress(Exception):
                    done(news.get(timeout=0.2))
            for job in as_completed(work):
                job.result()
        except BaseException:
            for process in list((workers._processes or {}).values()):
                process.terminate()
            workers.shutdown(wait=False, cancel_futures=True)
            raise


_news: "Queue[int] | None" = None


def _begin_work(news: "Queue[int]") -> None:
    global _news
    _news = news
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A history has known faults: what they say of themselves is on the feeds' cards.
    configure(Settings(log_level="error"))


def _poll_feed(settings: Settings, home: Home, plan: Plan, key: str, slots: list[int]) -> None:
    """One feed's history, in a worker process."""
    import asyncio

    assert _news is not None
    # A poll lost in a power cut is polled again: the history can be made anew.
    relaxed = f"{home.address}&options=-c%20synchronous_commit%3Doff"
    with pool(relaxed, size=2) as connections:
        with connections.connection() as connection:
            feed = load_feed(connection, key)
            since_s = _evidence_s(connection, feed)
        if feed.is_pushed:
            world = World(SEED, plan.start_s)
            history = History(connections, home.secret, world, feed, since_s)
            history.push(slots, _news.put)
        else:
            recorder = Recorder(connections, home.secret)
            asyncio.run(backfill(feed, slots, STEP_S, recorder, settings, _news.put))


def _evidence_s(connection: Connection[Any], feed: Feed) -> int:
    """The newest evidence of a feed (unix seconds), 0 before any."""
    row = connection.execute(
        "select coalesce(extract(epoch from evidence_at)::int8, 0) from feed_state"
        " where feed_id = %s",
        [feed.id],
    ).fetchone()
    return int(row[0]) if row else 0


def _let_push(
    settings: Settings, home: Home, plan: Plan, feeds: list[Feed], address: str
) -> dict[str, Any]:
    """The operator that pushes, as a process that sends to us over HTTP with a key of its own."""
    children = {}
    for feed in [feed for feed in feeds if feed.is_pushed]:
        with pool(home.address) as connections, connections.connection() as connection:
            now = datetime.now(UTC)
            revoke_keys(connection, feed.key, "", now)
            os.environ[pusher.KEY] = make_key(connection, feed.key, now)
            since_s = _evidence_s(connection, feed)
        told = {"--url": address, "--start": plan.start_s, "--since": since_s}
        words = [str(word) for pair in told.items() for word in pair]
        children[feed.key] = servers.start(settings, home, *words, module="demo.pusher")
    return children


def _say_ready(address: str) -> None:
    console.print(
        f"\n[bold green]Ready:[/] [bold]{address}[/]"
        f"  ({HISTORY_DAYS} days of history, live from now on)\n"
        "Ctrl-C stops everything it started; the data stays for the next time."
    )
