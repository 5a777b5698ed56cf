"""`stoep replay`: recordings through the pipeline, and what came of them."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from psycopg import Connection
from rich.table import Table

from ingest.attempt import Outcome
from ingest.record import Recorder
from ingest.replay import Recorded, find_recordings, replay
from stoep.cli.screen import console
from stoep.home import open_home
from stoep.settings import Settings
from stoep.store.connect import pool
from stoep.vocabulary import AreaKind
from zones.areas import import_areas

DATABASE = "replay"
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
MOST_DENSE = """
select a.name, count(*)::text, to_char(a.area_m2 / 1e6, 'FM9990.00'),
       to_char(count(*) / (a.area_m2 / 1e6), 'FM99990.0')
from open_stay s join area a on a.id = any(s.areas)
where a.kind = 'district' and s.missing_since is null
group by a.id order by count(*) / a.area_m2 desc limit 10
"""
ENDINGS = """
select f.key, count(s.id)::text,
       coalesce(string_agg(distinct s.end_reason || ' ' || s.n, ', '), '–'),
       (select count(*)::text from open_stay o where o.feed_id = f.id and missing_since is null),
       (select count(*)::text from open_stay o where o.feed_id = f.id and missing_since notnull),
       f.id_policy
from feed f
left join (
    select feed_id, id, end_reason, count(*) over (partition by feed_id, end_reason) as n from stay
) s on s.feed_id = f.id
group by f.id order by f.key
"""


def run(
    settings: Settings,
    paths: list[Path],
    areas: Path | None,
    layer: str | None,
    code: str,
    name: str,
) -> None:
    """Replay recordings into a fresh database of their own and print what came out."""
    files = [file for path in paths for file in find_recordings(path)]
    outcomes: Counter[str] = Counter()
    with open_home(settings, DATABASE, fresh=True) as home, pool(home.address) as connections:
        with connections.connection() as connection:
            if areas is not None:
                import_areas(
                    connection,
                    areas,
                    AreaKind.district,
                    code=code,
                    name=name,
                    valid_from=LONG_AGO,
                    source=areas.name,
                    layer=layer,
                )
        recorder = Recorder(connections, home.secret)
        replay(recorder, files, lambda recorded, outcome: _say(outcomes, recorded, outcome))
        with connections.connection() as connection:
            _report(connection, outcomes, areas is not None)


def _say(outcomes: Counter[str], recorded: Recorded, outcome: Outcome) -> None:
    outcomes[outcome.outcome] += 1
    moment = datetime.fromtimestamp(recorded.at_s, UTC)
    console.print(
        f"{moment:%Y-%m-%d %H:%M:%S}Z {recorded.system:<20} {outcome.outcome:<14} "
        f"{outcome.opened:>6} opened {outcome.continued:>6} continued "
        f"{outcome.missing:>6} missing {outcome.ended:>6} ended {outcome.reason}"
    )


def _report(connection: Connection[Any], outcomes: Counter[str], with_areas: bool) -> None:
    console.print("Polls: " + ", ".join(f"{n} {name}" for name, n in outcomes.most_common()))
    _print(connection, ENDINGS, "feed", "ended stays", "by reason", "standing", "missing", "ids")
    if with_areas:
        _print(connection, MOST_DENSE, "district", "standing", "km²", "vehicles per km²")


def _print(connection: Connection[Any], query: str, *headers: str) -> None:
    table = Table(*headers)
    for row in connection.execute(query).fetchall():
        table.add_row(*row)
    console.print(table)
